// Uses the API from a page of another origin in the system's Chromium, as a dashboard would: node cors.mjs BINARY
//
// The page is served here, on two ports: the service lets pages of the first in (FAZHI_CORS_ORIGINS), those of the second
// it does not know. The code that docs/deployment.md has for dashboards is run as it stands there.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import net from "node:net";
import { check, expect, run } from "./service.mjs";

const ACTIVITY = {
  township_code: "540526201",
  kind: "training",
  held_on: new Date(Date.now() - 48 * 3600 * 1000).toISOString().slice(0, 10),
  title: "看板登记的培训",
};

/** Serves an empty page on a free port; answers its origin. */
function page() {
  const server = createServer((_, response) => response.setHeader("content-type", "text/html").end("<title>看板</title>"));
  server.unref();
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(`http://127.0.0.1:${server.address().port}`)));
}

/** Hands connections on to a port, until it is told to cut them. */
function line(port) {
  const sockets = new Set();
  const server = net.createServer((near) => {
    const far = net.connect(port, "127.0.0.1");
    for (const [socket, other] of [[near, far], [far, near]]) {
      sockets.add(socket);
      socket.pipe(other).on("error", () => {});
      socket.on("close", () => other.destroy());
    }
  });
  server.unref();
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done({ port: server.address().port, cut })));
}

async function prepare() {
  const [known, unknown] = [await page(), await page()];
  return { known, unknown, settings: { FAZHI_CORS_ORIGINS: known } };
}

/** The function `follow` of the page for operators. */
const FOLLOW = readFileSync(new URL("../../docs/deployment.md", import.meta.url), "utf8").match(
  /```js\n(async function follow[^]*?)```/,
)[1];

/** What `fetch` in the page gives: status, the headers it lets the page read, the body. */
const ask = (tab, url, options) =>
  tab.evaluate(
    async ([url, options]) => {
      try {
        const response = await fetch(url, options);
        return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
      } catch (error) {
        return { error: String(error) };
      }
    },
    [url, options],
  );

async function test(browser, { docs, token }, { known, unknown }) {
  const api = `${new URL(docs).origin}/api/v1`;
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(known);
  const headers = { Authorization: `Bearer ${token}` };
  let listed;

  await check("a page of another origin reads a list, with the headers it needs", async () => {
    listed = await ask(tab, `${api}/activities?limit=1`, { headers });
    expect(listed.status === 200, JSON.stringify(listed));
    for (const name of ["etag", "link", "x-request-id", "ratelimit"]) {
      expect(listed.headers[name], `the page cannot read ${name}: ${JSON.stringify(listed.headers)}`);
    }
  });

  await check("it asks again with the tag and gets 304", async () => {
    // Without a cache, the browser hands the 304 on as it is.
    const same = await ask(tab, `${api}/activities?limit=1`, {
      headers: { ...headers, "If-None-Match": listed.headers.etag },
      cache: "no-store",
    });
    expect(same.status === 304, JSON.stringify(same));
  });

  await check("it enters a record, once for one key", async () => {
    const options = {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
      body: JSON.stringify(ACTIVITY),
    };
    const created = await ask(tab, `${api}/activities`, options);
    expect(created.status === 201 && created.headers.location && created.headers.etag === '"1"', JSON.stringify(created));
    const again = await ask(tab, `${api}/activities`, options);
    expect(again.headers["idempotent-replayed"] === "true", JSON.stringify(again));
    expect(JSON.parse(again.text).id === JSON.parse(created.text).id, "another record");
    const patched = await ask(tab, `${api}/activities/${JSON.parse(created.text).id}`, {
      method: "PATCH",
      headers: {
        ...headers,
        "Content-Type": "application/merge-patch+json",
        "If-Match": created.headers.etag,
        "X-Change-Reason": encodeURIComponent("更正人数"),
      },
      body: JSON.stringify({ persons: 12 }),
    });
    expect(patched.status === 200 && patched.headers.etag === '"2"', JSON.stringify(patched));
  });

  await check("it reads why it is refused", async () => {
    const refused = await ask(tab, `${api}/activities`, {});
    expect(refused.status === 401 && JSON.parse(refused.text).code === "unauthenticated", JSON.stringify(refused));
  });

  await check("a page of an origin that is not listed reads nothing and enters nothing", async () => {
    const other = await context.newPage();
    await other.goto(unknown);
    const read = await ask(other, `${api}/activities?limit=1`, { headers });
    expect(read.error, JSON.stringify(read));
    const contract = await ask(other, `${api}/openapi.json`, {});
    expect(contract.error, "it read the contract");
    await other.close();
  });

  await check("a page follows changes with the code for dashboards, and goes on after its stream was cut", async () => {
    const board = await context.newPage();
    let streams = 0;
    board.on("request", (request) => (streams += request.url().includes("/stream")));
    const { port, cut } = await line(new URL(docs).port);
    await board.goto(`http://127.0.0.1:${port}/docs/`);
    const opened = board.waitForResponse((response) => response.url().includes("/stream"));
    await board.evaluate(`(() => {
      ${FOLLOW}
      window.seen = [];
      follow(${JSON.stringify(token)}, (change) => window.seen.push(change));
    })()`);
    const enter = async (title) => {
      const body = JSON.stringify({ ...ACTIVITY, title });
      const options = { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body };
      return JSON.parse((await ask(tab, `${api}/activities`, options)).text).id;
    };
    const isSeen = async (id) => {
      for (let tries = 0; tries < 200; tries += 1) {
        if (await board.evaluate((id) => window.seen.some((change) => change.record_id === id), id)) return;
        await board.waitForTimeout(100);
      }
      throw new Error(`${id} was not seen`);
    };
    await opened; // What is latest is known from here on.
    await isSeen(await enter("流中的培训"));
    cut();
    await isSeen(await enter("断开之后的培训"));
    expect(streams > 1, "the stream was not cut");
    const seen = await board.evaluate(() => window.seen);
    expect(new Set(seen.map((change) => change.cursor)).size === seen.length, "a change was handed on twice");
    expect(!JSON.stringify(seen).includes("reason"), "the brief feed says why");
  });
  await context.close();
}

process.exit(await run("cors.mjs", prepare, test));
