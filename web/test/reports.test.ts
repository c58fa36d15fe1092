import assert from "node:assert/strict";
import { test } from "node:test";
import { piecesOf, type Slip, type StatedFigure } from "../src/views/reports/judged.ts";
import { type Block, bySection, differences, quoteOf, readable, type ReportDocument, type Run, valueIn, withoutCommon } from "../src/views/reports/laid-out.ts";

const run = (text: string, kind = "text", reference: string | null = null): Run => ({ kind, text, reference, support: reference && "supported" });
const paragraph = (...runs: Run[]): Block => ({ level: null, runs });
const heading = (level: number, text: string): Block => ({ level, runs: [run(text)] });

const opening = paragraph(run("现将情况报告如下："));
const study = paragraph(run("一是学法：", "emphasis"), run("集中学习"), run("6", "number", "study_sessions"), run("次，走访"), run("3", "number"), run("户。"));
const text = "现将情况报告如下：\n\n## 加强学习\n\n**一是学法：**集中学习{study_sessions}次，走访[[3]]户。";
const blocks = [opening, heading(1, "一、举措"), heading(2, "（一）加强学习"), study];

test("blocks fall to their sections, what opens the report to the first", () => {
  const sections = bySection([...blocks, heading(1, "二、不足"), paragraph(run("没有。"))]);
  assert.deepEqual(sections.map((section) => section.length), [4, 2]);
  assert.deepEqual(bySection([]), []);
});

test("what is selected is found in the text that is edited", () => {
  const quote = (shown: string) => quoteOf(blocks, text, shown);
  assert.equal(quote("集中学习6次"), "集中学习{study_sessions}次");
  assert.equal(quote("学法：集中"), "学法：**集中");
  assert.equal(quote("走访3户"), "走访[[3]]户");
  assert.equal(quote("（一）加强学习"), "加强学习");
  assert.equal(quote("  不在其中\n集中学习"), "集中学习", "of several lines the first that stands there");
  assert.equal(quote("一、举措"), null, "a section's own heading is no part of its text");
  assert.equal(quote("集中学习7次"), null);
  assert.equal(quote(" \n"), null);
});

test("a quote is read with the numbers that it refers to", () => {
  const document = { figures: [{ reference: "study_sessions", value: "6" }] } as ReportDocument;
  assert.equal(readable("**一是学法：**集中学习{study_sessions}次，{other}", valueIn(document)), "一是学法：集中学习6次，{other}");
});

test("of three versions only what not all have is shown", () => {
  assert.deepEqual(withoutCommon(["甲\n\n乙", "甲\n\n丙\n\n乙", "甲\n\n丁"]), ["乙", "丙\n\n乙", "丁"]);
});

test("two texts differ by paragraphs, and within them by what is not the same", () => {
  assert.deepEqual(differences("甲", "甲"), []);
  assert.deepEqual(differences("甲\n\n学习6次。\n\n丙", "甲\n\n学习7次。"), [
    { before: "学习", gone: "6", come: "7", after: "次。" },
    { before: "", gone: "丙", come: "", after: "" },
  ]);
  assert.deepEqual(differences("一一", "一一一"), [{ before: "一一", gone: "", come: "一", after: "" }]);
});

test("a judged text is cut by characters, and nothing of it is lost", () => {
  const said = "😀学习7次，《中华人名共和国宪法》50人。";
  const figure = { offset: 1, number_offset: 3, length: 4, status: "mismatch" } as StatedFigure;
  const slip = { offset: 6, length: 11, rule: "law_name_misspelt" } as Slip;
  const pieces = piecesOf(said, { figures: [figure], slips: [slip] });
  assert.equal(pieces.map((piece) => piece.text).join(""), said);
  assert.deepEqual(pieces.filter((piece) => piece.figure).map((piece) => piece.text), ["7次"]);
  assert.deepEqual(pieces.filter((piece) => piece.slip).map((piece) => piece.text), ["《中华人名共和国宪法》"]);
  const crossed = piecesOf(said, { figures: [figure], slips: [{ ...slip, offset: 0, length: 4 }] });
  assert.deepEqual(crossed.map((piece) => [piece.text, !!piece.figure, !!piece.slip]), [["😀学习", false, true], ["7", true, true], ["次", true, false], ["，《中华人名共和国宪法》50人。", false, false]]);
  assert.deepEqual(piecesOf("", { figures: [], slips: [] }), []);
});
