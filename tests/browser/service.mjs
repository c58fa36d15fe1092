// Starts the service for a test in the system's Chromium, counts what was checked, and stops the service again.
//
// The binary is started with a data folder of its own and the demo county, on a free port; at the end it is stopped with
// SIGTERM and has to exit with 0.
//
// Settings: CHROMIUM           the browser (default: the first of /usr/bin/chromium and its other names)
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";

const START_LIMIT_MS = 120_000; // the first start makes a database and the demo county
const STOP_LIMIT_MS = 20_000;

const CHROMIUM_PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

// Chromium by itself looks up hosts of its maker's; these keep it quiet.
const CHROMIUM_FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // The service as a county knows it: on a host of its own, Swagger UI does what it leaves alone on this one.
  "--host-resolver-rules=MAP fazhi.example 127.0.0.1",
];

let passed = 0;
let failed = 0;

/** Runs one check and counts it; a failure does not keep the next check from running. */
export async function check(name, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n      ${String(error.message ?? error).split("\n").join("\n      ")}`);
  }
}

export function expect(condition, message) {
  if (!condition) throw new Error(message);
}

// --- the service ---------------------------------------------------------------------------------------------------

/** Starts the binary; `ready` resolves to the address of its documentation and the demo clerk's token. */
function startService(binary, dataDir, settings) {
  const env = {
    ...process.env,
    FAZHI_DEMO: "true",
    FAZHI_DATA_DIR: dataDir,
    FAZHI_LISTEN: "127.0.0.1:0",
    FAZHI_METRICS_LISTEN: "127.0.0.1:0",
    ...settings,
  };
  delete env.DATABASE_URL; // the service's private PostgreSQL, never the developer's database
  const child = spawn(binary, [], { env, stdio: ["ignore", "pipe", "pipe"] });

  const service = { child, output: "" };
  service.exited = new Promise((done) => {
    child.once("error", (error) => done({ error }));
    child.once("exit", (code, signal) => done({ code, signal }));
  });
  service.ready = new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`not ready after ${START_LIMIT_MS / 1000} s`)), START_LIMIT_MS);
    const read = (chunk) => {
      service.output += chunk.toString().replace(/\x1b\[[0-9;]*m/g, "");
      const docs = service.output.match(/http:\/\/127\.0\.0\.1:[1-9]\d*\/docs\//)?.[0];
      const token = service.output.match(/^\s*clerk\s+\d+\s+(fz_\S+)/m)?.[1];
      if (docs && token) {
        clearTimeout(timer);
        done({ docs, token });
      }
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    service.exited.then(({ error, code, signal }) => {
      clearTimeout(timer);
      fail(new Error(`the service ended by itself: ${error?.message ?? `code ${code}, signal ${signal}`}`));
    });
  });
  service.ready.catch(() => {}); // whoever awaits it hears of it
  return service;
}

/** Stops the service and tells how it ended; kills it when it does not obey. */
async function stopService(service) {
  service.child.kill("SIGTERM");
  let timer;
  const late = new Promise((done) => {
    timer = setTimeout(() => done({ late: true }), STOP_LIMIT_MS);
  });
  const end = await Promise.race([service.exited, late]);
  clearTimeout(timer);
  if (end.late) service.child.kill("SIGKILL");
  return end;
}

// --- the whole -----------------------------------------------------------------------------------------------------

/** Runs a test against the binary that the command line names; answers the exit code. */
export async function run(name, prepare, test) {
  if (process.argv.length !== 3) {
    console.error(`usage: node ${name} BINARY`);
    return 2;
  }
  const binary = resolve(process.argv[2]);
  const executablePath = process.env.CHROMIUM || CHROMIUM_PLACES.find((path) => existsSync(path));
  if (!existsSync(binary) || !executablePath) {
    console.error(executablePath ? `no such binary: ${binary}` : "Chromium is missing: make install-tools");
    return 2;
  }

  // PostgreSQL refuses to run as root, so under root the service runs it as another user, who has to be able to
  // pass through the parents of the data folder; mkdtemp alone would make one that is closed to him.
  const folder = mkdtempSync(join(tmpdir(), "fazhi-browser-"));
  chmodSync(folder, 0o755);
  const dataDir = join(folder, "data");
  mkdirSync(dataDir, { mode: 0o755 });

  const prepared = await prepare();
  const service = startService(binary, dataDir, prepared.settings);
  // A test that is interrupted leaves no server behind.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stopService(service).then(() => process.exit(130)));
  try {
    let addresses;
    await check("the service starts and prints its addresses and demo tokens", async () => {
      addresses = await service.ready;
    });
    if (addresses) {
      const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
      try {
        await test(browser, addresses, prepared);
      } finally {
        await browser.close();
      }
    }
  } catch (error) {
    failed += 1;
    console.log(`FAIL  the test itself\n      ${error.stack}`);
  } finally {
    await check("the service stops on SIGTERM with exit code 0", async () => {
      const end = await stopService(service);
      expect(!end.late, `still running after ${STOP_LIMIT_MS / 1000} s; killed`);
      expect(end.code === 0, `ended with ${end.error?.message ?? `code ${end.code}, signal ${end.signal}`}`);
    });
    rmSync(folder, { recursive: true, force: true });
  }
  if (failed > 0) {
    const tail = service.output.trimEnd().split("\n").slice(-30);
    console.log(`The service's last lines:\n${tail.map((line) => `  | ${line.replace(/fz_\S+/g, "fz_…")}`).join("\n")}`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}
