// Runs the unit tests: bundled by esbuild first, because the sources are TypeScript.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeContract } from "../build.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));

writeContract();
const folder = mkdtempSync(join(tmpdir(), "fazhi-desk-unit-"));
try {
  const tests = readdirSync(HERE).filter((name) => name.endsWith(".test.ts"));
  await build({ entryPoints: tests.map((name) => join(HERE, name)), outdir: folder, outExtension: { ".js": ".mjs" }, bundle: true, platform: "node", format: "esm", logLevel: "warning" });
  const { status } = spawnSync(process.execPath, ["--test", ...tests.map((name) => join(folder, name.replace(/\.ts$/, ".mjs")))], { stdio: "inherit", cwd: join(HERE, "..") });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
