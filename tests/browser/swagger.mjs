// Opens the service's Swagger UI in the system's Chromium and uses it as a reader would: node swagger.mjs BINARY
//
// The binary is started here, with a data folder of its own and the demo county, on a free port; at the end it is
// stopped with SIGTERM and has to exit with 0. The page may ask nothing of any other host and may log no error:
// a county's office network has no internet, and the documentation has to work there.
//
// Settings: SCREENSHOTS  folder for the pictures (default: a new temporary folder)
//           CHROMIUM           the browser (default: the first of /usr/bin/chromium and its other names)
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { check, expect, run } from "./service.mjs";

const PAGE_LIMIT_MS = 15_000;

// --- the page ------------------------------------------------------------------------------------------------------

/** The block of one operation; its id is operations-{tag}-{operationId}, and the tag is of no interest here. */
const operation = (page, id) => page.locator(`.opblock[id$="-${id}"]`).first();

/** Opens the tags that are folded away, so that every operation is in the page. */
async function unfoldTags(page) {
  const folded = page.locator('.opblock-tag[data-is-open="false"]');
  while ((await folded.count()) > 0) await folded.first().click();
}

/** "Try it out" and "Execute" on one operation; answers the real response and what the page shows as its status. */
async function tryOut(page, id, method) {
  const block = operation(page, id);
  await block.scrollIntoViewIfNeeded();
  if (!(await block.getAttribute("class")).includes("is-open")) await block.locator(".opblock-summary-control").click();
  await block.locator("button.try-out__btn").click();

  const key = block.locator('tr[data-param-name="Idempotency-Key"] input');
  if ((await key.count()) > 0) await key.fill(randomUUID());

  const answer = page.waitForResponse((response) => response.request().method() === method);
  answer.catch(() => {}); // when the click below fails, that is the failure to report
  await block.locator("button.execute").click();
  const response = await answer;
  const cell = block.locator(".live-responses-table tbody .response-col_status").first();
  await cell.waitFor();
  await cell.scrollIntoViewIfNeeded();
  return { response, shown: (await cell.innerText()).trim().split(/\s/)[0] };
}

async function expectStatus({ response, shown }, status) {
  const body = response.status() === status ? "" : `\n${await response.text().catch(() => "")}`;
  expect(response.status() === status, `${response.url()} answered ${response.status()}, not ${status}${body}`);
  expect(shown === String(status), `the page shows ${shown}, not ${status}`);
}

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
    await page.locator(".auth-wrapper > button.authorize").first().click();
    const dialog = page.locator(".dialog-ux .modal-ux");
    await dialog.locator('input[aria-label="auth-bearer-value"]').first().fill(token);
    await dialog.locator("button.authorize").first().click();
    await dialog.getByRole("button", { name: "Remove authorization" }).first().waitFor();
    await shot(page, "2-authorized");
    await dialog.locator("button.btn-done").first().click();
    await dialog.waitFor({ state: "detached" });
  });

  await check("list_activities can be tried out and answers 200", async () => {
    const answer = await tryOut(page, "list_activities", "GET");
    await shot(page, "3-list");
    await expectStatus(answer, 200);
    const sent = await answer.response.request().headerValue("authorization");
    expect(sent === `Bearer ${token}`, "the page did not send the token as a bearer token");
  });

  await check("create_activity can be tried out with its example and answers 201", async () => {
    const answer = await tryOut(page, "create_activity", "POST");
    await shot(page, "4-create");
    await expectStatus(answer, 201);
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
    await checkPage(browser, { ...addresses, docs: addresses.docs.replace("127.0.0.1", "fazhi.example") }, screenshots());
  }),
);
