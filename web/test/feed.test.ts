import assert from "node:assert/strict";
import { test } from "node:test";
import { affects } from "../src/feed/affects.ts";
import { eventParser } from "../src/feed/events.ts";
import { address, parseRoute } from "../src/route.ts";
import { columnGroups, keepRows, sorted, changedCells, type FigureMatrix } from "../src/views/figures/layout.ts";
import { stepOf } from "../src/views/county/steps.ts";

const change = { resource: "cases", record_id: "r1", region: "540526201", year: 2024 };

test("a change has asked again what it can have altered, and nothing else", () => {
  const figures = "/api/v1/regions/{code}/figures";
  assert.ok(affects(change, figures, { path: { code: "540526" }, query: { year: 2024 } }));
  assert.ok(affects(change, figures, { path: { code: "CN" }, query: { year: 2025 } }), "later years have it carried over");
  assert.ok(!affects(change, figures, { path: { code: "540526" }, query: { year: 2023 } }));
  assert.ok(!affects(change, figures, { path: { code: "540527" }, query: { year: 2024 } }));
  assert.ok(affects(change, "/api/v1/cases", { query: { region: "540526" } }));
  assert.ok(!affects(change, "/api/v1/cases", { query: { township: "540526100" } }));
  assert.ok(!affects(change, "/api/v1/activities", { query: { region: "540526" } }));
  assert.ok(affects(change, "/api/v1/cases/{id}", { path: { id: "r1" } }));
  assert.ok(!affects(change, "/api/v1/cases/{id}", { path: { id: "r2" } }));
  assert.ok(affects(change, "/api/v1/reports/{id}/document", { path: { id: "r2" } }), "a report is laid out with figures");
  assert.ok(!affects(change, "/api/v1/reports/{id}", { path: { id: "r2" } }));
  assert.ok(!affects(change, "/api/v1/indicators", {}));
  assert.ok(affects({ ...change, resource: "regions" }, "/api/v1/regions/{code}/children", { path: { code: "5405" } }));
});

test("events are put together however the stream was cut", () => {
  const text = ': hello\nid: 1\ndata: {"a":1}\n\nid: 2\ndata: x\ndata: y\n\nid: 3';
  for (let cut = 1; cut < text.length; cut += 1) {
    const parse = eventParser();
    const events = [...parse(text.slice(0, cut)), ...parse(text.slice(cut))];
    assert.deepEqual(events.map(({ id, data }) => [id, data]), [["1", '{"a":1}'], ["2", "x\ny"]], `cut at ${cut}`);
  }
});

test("addresses and routes are each other's way back", () => {
  const to = address(["r", "540526", "matrix"], { year: 2024, open: "figure:540526201:x", group: null, q: "草 场&=#" });
  assert.deepEqual(parseRoute(to), { path: ["r", "540526", "matrix"], query: { year: "2024", open: "figure:540526201:x", q: "草 场&=#" } });
  assert.deepEqual(parseRoute("#/%E0%A4%A"), { path: ["%E0%A4%A"], query: {} }, "a link that was cut off");
});

const figure = (indicator: string, value: number | null) => ({ indicator, value, status: value === null ? "missing" : "computed" });
const matrix = (values: (number | null)[][]) =>
  ({ region: { code: "540526" }, year: 2024, columns: ["a", "b"], rows: values.map((row, i) => ({ region: { code: `54052620${i}` }, items: [figure("a", row[0]!), figure("b", row[1]!)] })), total: { items: [figure("a", 1), figure("b", 2)] } }) as unknown as FigureMatrix;

test("rows by value: those without one stand last, either way", () => {
  const { rows, columns } = matrix([[2, 0], [null, 0], [1, 0]]);
  const order = (sort: string | undefined) => sorted(rows, columns, sort).map((row) => row.items[0]!.value);
  assert.deepEqual([order("a"), order("-a"), order(undefined)], [[1, 2, null], [2, 1, null], [2, null, 1]]);
});

test("what changed is known by cell, and rows that did not change stay the same objects", () => {
  const before = matrix([[2, 0], [null, 0]]);
  const after = matrix([[2, 0], [3, 0]]);
  assert.deepEqual([...changedCells(before, after).keys()], ["540526201 a"]);
  const kept = keepRows(before, after);
  assert.equal(kept.rows[0], before.rows[0]);
  assert.notEqual(kept.rows[1], before.rows[1]);
});

test("columns stand in the groups of the catalogue; what the answer lacks is left out", () => {
  const groups = [{ code: "g", indicators: [{ code: "b" }, { code: "c" }] }, { code: "h", indicators: [{ code: "d" }] }] as unknown as Parameters<typeof columnGroups>[0];
  assert.deepEqual(columnGroups(groups, ["a", "b"], new Set(["g"]), undefined).map((group) => [group.code, group.folded, group.columns.length]), [["g", true, 1]]);
});

test("four steps, the last only for all", () => {
  assert.deepEqual([stepOf(0, 8), stepOf(4, 8), stepOf(7, 8), stepOf(8, 8)], [1, 2, 3, 4]);
});
