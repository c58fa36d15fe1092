// Opens the service's Swagger UI in the system's Chromium and uses it as a reader would: node swagger.mjs BINARY
//
// The binary is started here, with a data folder of its own and the demo county, on a free port; at the end it is
// stopped with SIGTERM and has to exit with 0. The page may ask nothing of any other host and may log no error:
// a county's office network has no internet, and the documentation has to work there.
//
// Settings: SCREENSHOTS  folder for the pictures (default: a new temporary folder)
//           CHROMIUM           the browser (default: the first of /usr/bin/chromium and its other names)
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { checkClerk } from "./clerk.mjs";
import { authorize, execute, expectStatus, openOperation, unfoldTags } from "./page.mjs";
import { check, expect, run } from "./service.mjs";

const PAGE_LIMIT_MS = 30_000;

// --- the page ------------------------------------------------------------------------------------------------------

async function checkPage(browser, { docs, token }, shot) {
  const home = new URL(docs).origin;
  const strangers = [];
  const errors = [];
  let contract;

  const context = await browser.newContext({ viewport: { width: 1280, height: 1000 } });
  context.setDefaultTimeout(PAGE_LIMIT_MS);
  await context.route(
    (url) => url.origin !== home && /^(https?|wss?):$/.test(url.protocol),
    (route) => {
      strangers.push(route.request().url());
      return route.abort();
    },
  );
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("response", async (response) => {
    if (!/openapi|v1\.json/.test(response.url())) return;
    contract ??= await response.json().catch(() => undefined);
  });

  await check("the documentation opens and shows every operation", async () => {
    const response = await page.goto(docs);
    expect(response.status() === 200, `${docs} answered ${response.status()}`);
    await page.locator(".swagger-ui .opblock-tag").first().waitFor();
    await unfoldTags(page);
    await page.locator(".opblock").first().waitFor();
    const methods = ["get", "put", "post", "patch", "delete", "head", "options"];
    const declared = Object.values(contract?.paths ?? {}).flatMap((path) => methods.filter((method) => path[method]));
    const rendered = await page.locator(".opblock").count();
    expect(declared.length > 0, "the page loaded no contract");
    expect(rendered >= declared.length, `${rendered} operations shown, ${declared.length} in the contract`);
    console.log(`      ${rendered} operations`);
  });
  await shot(page, "1-docs");

  await check("the Authorize dialog takes the demo clerk's token", async () => {
    await authorize(page, token, () => shot(page, "2-authorized"));
  });

  await check("list_activities can be tried out and answers 200", async () => {
    const answer = await execute(await openOperation(page, "list_activities"), "GET");
    await shot(page, "3-list");
    await expectStatus(answer, 200);
    const sent = await answer.response.request().headerValue("authorization");
    expect(sent === `Bearer ${token}`, "the page did not send the token as a bearer token");
  });

  await check("create_activity can be tried out, and tells what an activity looks like", async () => {
    const block = await openOperation(page, "create_activity");
    const example = await block.locator(".opblock-section-request-body code").first().innerText();
    await shot(page, "4-create");
    expect(JSON.parse(example).township_code.length === 9, `no example to read: ${example}`);
  });

  // Asked last: Swagger UI resolves the references of an operation when it is opened.
  await check("Swagger UI finds no fault in the contract", async () => {
    const faults = page.locator(".errors-wrapper");
    expect((await faults.count()) === 0, (await faults.allInnerTexts()).join("\n"));
  });

  await check("the page has no validator and keeps no token beyond its tab", async () => {
    expect((await page.locator("#online-validator-badge, .swagger-ui span.float-right img").count()) === 0, "a badge");
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    expect(!kept.includes(token), `kept: ${kept.replaceAll(token, "fz_…")}`);
    await page.reload();
    await page.locator(".auth-wrapper > button.authorize.unlocked").first().waitFor();
  });

  await check("the browser refuses to ask other hosts and to be framed", async () => {
    const blocked = await page.evaluate(async () => {
      const seen = new Promise((done) => {
        document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective), { once: true });
      });
      await fetch("https://validator.swagger.io/validator").catch(() => {});
      return seen;
    });
    expect(blocked === "connect-src", `${blocked} was blocked, not connect-src`);
    errors.splice(0, errors.length, ...errors.filter((text) => !text.includes("validator.swagger.io")));
    const frame = await context.newPage();
    await frame.route("http://framing.example/", (route) =>
      route.fulfill({ contentType: "text/html", body: `<iframe src="${docs}"></iframe>` }),
    );
    await frame.goto("http://framing.example/");
    const refused = frame.frames().find((inner) => inner !== frame.mainFrame());
    expect((await refused.locator(".swagger-ui").count()) === 0, "the page was framed");
    await frame.close();
  });

  await check("nothing was asked of another host", () => {
    expect(strangers.length === 0, strangers.join("\n"));
  });
  await check("the page logged no error", () => {
    expect(errors.length === 0, errors.join("\n"));
  });
  await context.close();
}

// --- the whole -----------------------------------------------------------------------------------------------------

/** The folder of the pictures and the function that takes one; a picture that fails is no failure of the service. */
function screenshots() {
  const folder = resolve(process.env.SCREENSHOTS || mkdtempSync(join(tmpdir(), "fazhi-screenshots-")));
  mkdirSync(folder, { recursive: true });
  return async (page, name) => {
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path }).then(
      () => console.log(`      picture: ${path}`),
      (error) => console.log(`      no picture ${path}: ${error.message}`),
    );
  };
}

process.exit(
  await run("swagger.mjs", () => ({}), async (browser, addresses) => {
    // Where Swagger UI is opened, it is a county's host.
    const place = { ...addresses, docs: addresses.docs.replace("127.0.0.1", "fazhi.example") };
    const shot = screenshots();
    await checkPage(browser, place, shot);
    await checkClerk(browser, place, shot);
  }),
);
