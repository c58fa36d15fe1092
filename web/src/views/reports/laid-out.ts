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

/** A text without its marks, with something to read in place of its references. */
export function readable(text: string, word: (reference: string) => string | undefined): string {
  return text.replace(/\{([^{}]+)\}/g, (whole, reference: string) => word(reference) ?? whole).replace(/\*\*|\[\[|\]\]|^#+ /gm, "");
}

/** The number that a reference stands for. */
export function valueIn(document: ReportDocument | undefined): (reference: string) => string | undefined {
  return (reference) => document?.figures.find((row) => row.reference === reference)?.value;
}

function paragraphs(text: string): string[] {
  return text.split(/\n{2,}/).filter(Boolean);
}

/** Of several versions of a text what not all of them have. */
export function withoutCommon(texts: string[]): string[] {
  const all = texts.map(paragraphs);
  const isCommon = (paragraph: string) => all.every((one) => one.includes(paragraph));
  return all.map((one) => one.filter((paragraph) => !isCommon(paragraph)).join("\n\n"));
}

export interface Difference {
  before: string;
  gone: string;
  come: string;
  after: string;
}

/** How two texts differ: the paragraphs that only one has, side by side, each cut down to what differs in it. */
export function differences(from: string, to: string): Difference[] {
  const [gone = [], come = []] = withoutCommon([from, to]).map(paragraphs);
  return Array.from({ length: Math.max(gone.length, come.length) }, (_, i) => cutDown(gone[i] ?? "", come[i] ?? ""));
}

function cutDown(from: string, to: string): Difference {
  const [a, b] = [[...from], [...to]];
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const text = (of: string[], first: number, last: number) => of.slice(first, last).join("");
  return { before: text(a, 0, start), gone: text(a, start, a.length - end), come: text(b, start, b.length - end), after: text(a, a.length - end, a.length) };
}
