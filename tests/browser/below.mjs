// Opens Swagger UI in the system's Chromium below a path of another site, as a portal has it: node below.mjs BINARY
//
// The proxy is here: it takes /portal/fazhi off the path and says so in X-Forwarded-Prefix, as the page on deployment shows
// for nginx.
import { createServer, request as ask } from "node:http";
import { check, expect, run } from "./service.mjs";

const PREFIX = "/portal/fazhi";

/** A reverse proxy on a free port; `target` is the origin of the service, once that is known. */
function proxy() {
  const portal = { target: undefined };
  const server = createServer((incoming, outgoing) => {
    if (!incoming.url.startsWith(`${PREFIX}/`)) return outgoing.writeHead(404).end("the portal has no such page");
    const headers = { ...incoming.headers, "x-forwarded-prefix": PREFIX };
    const options = { method: incoming.method, headers };
    const onward = ask(`${portal.target}${incoming.url.slice(PREFIX.length)}`, options, (response) => {
      outgoing.writeHead(response.statusCode, response.headers);
      response.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  server.unref();
  return new Promise((done) =>
    server.listen(0, "127.0.0.1", () => {
      portal.origin = `http://127.0.0.1:${server.address().port}`;
      done(portal);
    }),
  );
}

async function prepare() {
  return { portal: await proxy(), settings: { FAZHI_TRUSTED_PROXIES: "127.0.0.1" } };
}

async function test(browser, { docs, token }, { portal }) {
  portal.target = new URL(docs).origin;
  const site = `${portal.origin}${PREFIX}`;
  const page = await browser.newPage();
  const missed = [];
  page.on("response", (response) => response.status() >= 400 && missed.push(`${response.status()} ${response.url()}`));

  await check("the page and the contract are found below the path", async () => {
    await page.goto(`${site}/docs`);
    await page.locator(".swagger-ui .opblock-tag").first().waitFor();
    expect(page.url() === `${site}/docs/`, page.url());
    const contract = await page.evaluate(() => fetch("../api/v1/openapi.json").then((response) => response.json()));
    expect(contract.servers.length === 1 && contract.servers[0].url === PREFIX, JSON.stringify(contract.servers));
  });

  await check("Swagger UI asks below the path", async () => {
    const folded = page.locator('.opblock-tag[data-is-open="false"]');
    while ((await folded.count()) > 0) await folded.first().click();
    const block = page.locator('.opblock[id$="-list_problems"]').first();
    await block.locator(".opblock-summary-control").click();
    await block.locator("button.try-out__btn").click();
    const answer = page.waitForResponse((response) => response.url().endsWith("/api/v1/problems"));
    answer.catch(() => {});
    await block.locator("button.execute").click();
    const response = await answer;
    expect(response.status() === 200 && response.url() === `${site}/api/v1/problems`, response.url());
  });

  await check("Link and Location lead on below the path", async () => {
    const told = await page.evaluate(
      async ([site, token]) => {
        const headers = { Authorization: `Bearer ${token}` };
        const first = await fetch(`${site}/api/v1/activities?limit=1`, { headers });
        const next = first.headers.get("link").match(/<([^>]*)>; rel="next"/)[1];
        const second = await fetch(next, { headers });
        return [next, second.status];
      },
      [site, token],
    );
    expect(told[0].startsWith(`${PREFIX}/api/v1/activities?`) && told[1] === 200, JSON.stringify(told));
  });

  await check("nothing was missed", () => expect(missed.length === 0, missed.join("\n")));
  await page.close();
}

process.exit(await run("below.mjs", prepare, test));
