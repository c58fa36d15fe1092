// What a change of the page has to pass: types, unit tests, forbidden words, sizes, and that dist/ is what the sources give.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { buildPage } from "./build.mjs";

const WEB = dirname(fileURLToPath(import.meta.url));
const KIB = 1024;
/** Compressed sizes in KiB that a change must not exceed. */
const LIMITS = { first: 100, withoutCharts: 150, charts: 210, all: 400 };
const LINES = 300;
/** What the policy of the page forbids, or what would reach beyond the service. */
const FORBIDDEN = [/dangerouslySetInnerHTML/, /\.innerHTML\s*=/, /\beval\(/, /new Function\(/, /insertAdjacentHTML/, /document\.write/, /https?:\/\/(?!www\.w3\.org)/];

const faults = [];

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function checkSources() {
  for (const file of filesIn(join(WEB, "src")).filter((name) => /\.(tsx?|css)$/.test(name) && !name.endsWith("contract.d.ts"))) {
    const text = readFileSync(file, "utf8");
    const name = relative(WEB, file);
    for (const word of FORBIDDEN) if (word.test(text)) faults.push(`${name}: ${word}`);
    if (text.split("\n").length > LINES + 1) faults.push(`${name}: more than ${LINES} lines`);
    const folder = name.split("/")[1];
    for (const [, target] of text.matchAll(/from "(\.[^"]+)"/g)) {
      const to = relative(join(WEB, "src"), join(dirname(file), target)).split("/")[0];
      if (/^(text|widgets|charts|contract|api|forms)$/.test(folder) && to === "views") faults.push(`${name}: uses a view`);
      if (/^text$/.test(folder) && /^(api|forms|widgets)$/.test(to) && !target.endsWith("contract.d.ts")) faults.push(`${name}: uses ${to}`);
    }
  }
}

async function checkBuilt() {
  const fresh = mkdtempSync(join(tmpdir(), "fazhi-desk-"));
  try {
    const metafile = await buildPage(fresh);
    const dist = join(WEB, "dist");
    const names = (folder) => filesIn(folder).map((file) => relative(folder, file));
    const [built, stored] = [names(fresh), names(dist)];
    const differ = [...new Set([...built, ...stored])].filter((name) => !built.includes(name) || !stored.includes(name) || !readFileSync(join(fresh, name)).equals(readFileSync(join(dist, name))));
    if (differ.length > 0) faults.push(`dist/ is not what the sources give (npm run build): ${differ.join(", ")}`);
    checkSizes(fresh, metafile);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** The files that a chunk needs at once: itself and what it imports statically. */
function needed(metafile, start, found = new Set()) {
  if (found.has(start)) return found;
  found.add(start);
  for (const { path, kind } of metafile.outputs[start].imports) if (kind === "import-statement") needed(metafile, path, found);
  return found;
}

function checkSizes(folder, metafile) {
  const outputs = Object.entries(metafile.outputs);
  const entry = outputs.find(([, { entryPoint }]) => entryPoint === "src/main.tsx");
  const charts = outputs.find(([, { entryPoint }]) => entryPoint === "src/charts/echarts.ts")[0];
  const size = (name) => gzipSync(readFileSync(join(folder, "assets", name.split("/").pop())), { level: 9 }).length;
  const sum = (names) => [...names].reduce((total, name) => total + size(name), 0) / KIB;
  const all = outputs.map(([name]) => name);
  const sizes = {
    first: sum([...needed(metafile, entry[0]), entry[1].cssBundle]),
    withoutCharts: sum(all.filter((name) => name !== charts)),
    charts: sum([charts]),
    all: sum(all),
  };
  for (const [name, kib] of Object.entries(sizes)) {
    console.log(`${name.padEnd(14)} ${kib.toFixed(1).padStart(6)} KiB compressed (at most ${LIMITS[name]})`);
    if (kib > LIMITS[name]) faults.push(`${name} is ${kib.toFixed(1)} KiB`);
  }
}

execFileSync(process.execPath, [join(WEB, "types.mjs")], { stdio: "inherit" });
execFileSync(process.execPath, [join(WEB, "test/run.mjs")], { stdio: ["ignore", "ignore", "inherit"] });
checkSources();
await checkBuilt();
for (const fault of faults) console.error(fault);
process.exit(faults.length > 0 ? 1 : 0);
