// Runs Redocly's rules (redocly.yaml) on one OpenAPI document: node redocly.mjs FILE
//
// This calls Redocly's library and not its command-line tool: the tool also brings a documentation renderer of some
// 150 MB, asks for a newer Node.js than Debian 12 has, and reports its use over the network.
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const { formatProblems, getTotals, lint, loadConfig } = require("@redocly/openapi-core");
const { version } = require("@redocly/openapi-core/package.json");

if (process.argv.length !== 3) {
  console.error("usage: node redocly.mjs FILE");
  process.exit(2);
}
const ref = resolve(process.argv[2]);
const config = await loadConfig({ configPath: fileURLToPath(new URL("redocly.yaml", import.meta.url)) });
const problems = await lint({ ref, config });
const totals = getTotals(problems);
formatProblems(problems, { format: "codeframe", maxProblems: 100, totals, version, color: process.stderr.isTTY === true });
console.log(`Redocly: ${totals.errors} error(s), ${totals.warnings} warning(s)`);
process.exit(totals.errors + totals.warnings > 0 ? 1 : 0);
