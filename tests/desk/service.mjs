// Starts the service and a browser for a test, counts what was checked, and stops both again.
//
// The service gets a data folder of its own with the demo county and can be killed and started again on the same port in the
// middle of a test. Where the page comes from is decided in one place: DESK_FROM=binary has the service serve it, otherwise
// web/serve.mjs serves web/dist before the service.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { serve } from "../../web/serve.mjs";

const FROM_BINARY = process.env.DESK_FROM === "binary";
const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 20_000;
const CHROMIUM_PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const CHROMIUM_FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

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
    console.log(`FAIL  ${name}\n      ${String(error.message ?? error).split("\n").slice(0, 12).join("\n      ")}`);
  }
}

export function expect(condition, message) {
  if (!condition) throw new Error(message);
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

class Service {
  tokens = {};

  constructor(binary, folder, port) {
    Object.assign(this, { binary, folder, port, address: `http://127.0.0.1:${port}` });
  }

  start() {
    const env = { ...process.env, FAZHI_DEMO: "true", FAZHI_DATA_DIR: this.folder, FAZHI_LISTEN: `127.0.0.1:${this.port}`, FAZHI_METRICS_LISTEN: "off" };
    delete env.DATABASE_URL; // the service's private PostgreSQL, never the developer's database
    const child = spawn(this.binary, [], { env, stdio: ["ignore", "pipe", "pipe"] });
    this.child = child;
    this.output = "";
    this.exited = new Promise((done) => child.once("exit", (code, signal) => done({ code, signal })));
    return new Promise((ready, fail) => {
      const timer = setTimeout(() => fail(new Error(`not ready after ${START_LIMIT_MS / 1000} s`)), START_LIMIT_MS);
      const read = (chunk) => {
        this.output += chunk.toString().replace(/\x1b\[[0-9;]*m/g, "");
        for (const [, role, region, token] of this.output.matchAll(/^\s*(\w+)\s+(\d+)\s+(fz_\S+)/gm)) this.tokens[`${role} ${region}`] = token;
        if (this.tokens["admin 540526"]) {
          clearTimeout(timer);
          ready();
        }
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      this.exited.then(() => fail(new Error(`the service ended by itself:\n${this.output.slice(-2000)}`)));
    });
  }

  async stop() {
    this.child.kill("SIGTERM");
    let timer;
    const late = new Promise((done) => (timer = setTimeout(() => done({ late: true }), STOP_LIMIT_MS)));
    const end = await Promise.race([this.exited, late]);
    clearTimeout(timer);
    if (end.late) this.child.kill("SIGKILL");
    return end;
  }

  /** Asks the API directly: what the page shows has to be the same. */
  async api(who, path, { method = "GET", body, headers = {} } = {}) {
    const response = await fetch(this.address + path, {
      method,
      headers: { Authorization: `Bearer ${this.tokens[who]}`, ...(body && { "Content-Type": headers["Content-Type"] ?? "application/json" }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, etag: response.headers.get("ETag"), data: text ? JSON.parse(text) : null };
  }
}

/** Runs a test against the binary that the command line names. */
export async function run(name, test) {
  const binary = resolve(process.argv[2] ?? "");
  const executablePath = process.env.CHROMIUM || CHROMIUM_PLACES.find((path) => existsSync(path));
  if (process.argv.length !== 3 || !existsSync(binary) || !executablePath) {
    console.error(executablePath ? `usage: node ${name} BINARY` : "Chromium is missing: make install-tools");
    process.exit(2);
  }
  // PostgreSQL refuses to run as root, so the service runs it as another user, who has to pass through these folders.
  const folder = mkdtempSync(join(tmpdir(), "fazhi-desk-"));
  chmodSync(folder, 0o755);
  const data = join(folder, "data");
  mkdirSync(data, { mode: 0o755 });
  const service = new Service(binary, data, await freePort());
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => service.stop().then(() => process.exit(130)));
  let browser;
  let front;
  try {
    await service.start();
    front = FROM_BINARY ? null : await serve(service.address);
    const page = front ? `http://127.0.0.1:${front.address().port}/` : `${service.address}/`;
    browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
    await test({ browser, service, page });
  } catch (error) {
    failed += 1;
    console.log(`FAIL  the test itself\n      ${error.stack}`);
  } finally {
    await browser?.close();
    front?.closeAllConnections();
    front?.close();
    await check("the service stops on SIGTERM with exit code 0", async () => {
      const end = await service.stop();
      expect(end.code === 0, `ended with ${JSON.stringify(end)}\n${service.output.slice(-1500)}`);
    });
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${name}: ${passed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}
