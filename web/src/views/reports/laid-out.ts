// A report as it is laid out, and how its places are named: remarks quote the text that is edited, in which numbers are
// references. Pure.
import type { components } from "../../api/contract.d.ts";

export type Report = components["schemas"]["Report"];
export type ReportDocument = components["schemas"]["ReportDocument"];
export type Block = components["schemas"]["ReportBlock"];
export type Run = components["schemas"]["ReportRun"];

/** The blocks of each section: a heading of the first level begins one, and what opens the report belongs to the first. */
export function bySection(blocks: Block[]): Block[][] {
  const sections: Block[][] = [];
  let opening: Block[] = [];
  for (const block of blocks) {
    const last = sections[sections.length - 1];
    if (block.level === 1) {
      sections.push([...opening, block]);
      opening = [];
    } else if (last) last.push(block);
    else opening.push(block);
  }
  return opening.length > 0 ? [...sections, opening] : sections;
}

/** Part of a run as it stands in the text that is edited. */
function sourceOf(run: Run, from: number, to: number): string {
  if (run.kind === "number") return run.reference ? `{${run.reference}}` : `[[${run.text}]]`;
  const text = run.text.slice(from, to);
  if (run.kind !== "emphasis") return text;
  return `${from === 0 ? "**" : ""}${text}${to === run.text.length ? "**" : ""}`;
}

function quoteWithin(block: Block, shown: string): string | null {
  const at = block.runs.map(({ text }) => text).join("").indexOf(shown);
  if (at < 0) return null;
  let passed = 0;
  let quote = "";
  for (const run of block.runs) {
    const from = Math.max(at - passed, 0);
    const to = Math.min(at + shown.length - passed, run.text.length);
    if (from < to) quote += sourceOf(run, from, to);
    passed += run.text.length;
  }
  // Ordinals are put before headings when they are laid out.
  return block.level ? quote.replace(/^（[一二三四五六七八九十]+）|^\d+\./, "") : quote;
}

/** What somebody sees in a section, as the section's text has it; null where nothing of it stands there. */
export function quoteOf(blocks: Block[], text: string, shown: string): string | null {
  for (const line of shown.split(/\n+/).map((one) => one.trim())) {
    for (const block of line ? blocks : []) {
      const quote = quoteWithin(block, line);
      if (quote && text.includes(quote)) return quote;
    }
  }
  return null;
}

/** A quote as it is read: with the numbers that its references stand for. */
export function readable(quote: string, document: ReportDocument | undefined): string {
  const value = (reference: string) => document?.figures.find((row) => row.reference === reference)?.value;
  return quote.replace(/\{([^{}]+)\}/g, (whole, reference: string) => value(reference) ?? whole).replace(/\*\*|\[\[|\]\]|^#+ /g, "");
}

/** The paragraphs of a text that another has not. */
export function ownParagraphs(text: string, other: string): string[] {
  const theirs = new Set(other.split(/\n{2,}/));
  return text.split(/\n{2,}/).filter((paragraph) => paragraph && !theirs.has(paragraph));
}
