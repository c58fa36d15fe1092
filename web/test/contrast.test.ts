import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync("src/styles/tokens.css", "utf8");
const tokens = Object.fromEntries([...css.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\)/g)].map(([, name, light, dark]) => [name, [light!, dark!]]));

function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * parts[0]! + 0.7152 * parts[1]! + 0.0722 * parts[2]!;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

const TEXT = ["ink", "ink-2", "ink-3", "accent", "ok", "warn", "bad", "missing"];
const GROUNDS = ["surface", "ground", "sunken", "soft"];
const PAIRS: [string, string][] = [...TEXT.flatMap((text) => GROUNDS.map((ground): [string, string] => [text, ground])), ["on-accent", "accent"], ["ink", "step-1"], ["ink", "step-2"], ["on-step-3", "step-3"], ["on-step-4", "step-4"], ["ink", "warn-soft"], ["ink", "bad-soft"], ["warn", "warn-soft"], ["bad", "bad-soft"]];

test("every text can be read on every ground, light and dark", () => {
  for (const [text, ground] of PAIRS) {
    for (const theme of [0, 1]) {
      const found = contrast(tokens[text]![theme]!, tokens[ground]![theme]!);
      assert.ok(found >= 4.5, `${text} on ${ground}, ${theme ? "dark" : "light"}: ${found.toFixed(2)}`);
    }
  }
});
