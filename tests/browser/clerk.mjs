// A clerk who has nothing but Swagger UI: enters an activity, corrects it with a reason of his own, voids it, and reads in
// its history what he typed.
import { authorize, execute, expectStatus, fillIn, openOperation, unfoldTags } from "./page.mjs";
import { check, expect } from "./service.mjs";

const ENTERED = "补录五月的培训";
const CORRECTED = "按签到表核对，实到十五人";
const VOIDED = "与三月的记录重复登记";

const ACTIVITY = {
  township_code: "540526201",
  kind: "training",
  held_on: "2024-05-20",
  title: "民法典专题讲座",
  organising_body: "all_cadres",
  form: "lecture",
  persons: 12,
  person_times: 12,
};

/** Nothing that goes into the ledger may be filled in: what a person did not decide would stand in the trail. */
const WRITES = ["create_case", "create_activity", "replace_activity", "patch_activity", "void_activity", "restore_activity"];

async function filledIn(block) {
  const typed = await block.locator(".parameters-container tr[data-param-name] input").evaluateAll((inputs) =>
    inputs.map((input) => input.value).filter((value) => value !== ""),
  );
  const bodies = await block.locator("textarea.body-param__text").evaluateAll((areas) => areas.map((area) => area.value));
  const values = bodies.flatMap((body) => Object.values(JSON.parse(body)));
  return [...typed, ...values.filter((value) => value !== "" && value !== null && value.length !== 0)];
}

/** Presses "Execute" where nothing may be sent, and gives the requests that were sent all the same. */
async function pressInVain(page, block) {
  const sent = [];
  const listener = (request) => sent.push(`${request.method()} ${request.url()}`);
  page.on("request", listener);
  await block.locator("button.execute").click();
  await page.waitForTimeout(500);
  page.off("request", listener);
  return sent;
}

export async function checkClerk(browser, { docs, token }, shot) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, locale: "zh-CN" });
  const page = await context.newPage();
  const asked = [];
  let answerWith = "accept";
  page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    return dialog[answerWith]();
  });
  let id, etag;

  await check("the page is in Chinese by its language and title", async () => {
    await page.goto(docs);
    await unfoldTags(page);
    await authorize(page, token);
    expect((await page.locator("html").getAttribute("lang")) === "zh-CN", "lang is not zh-CN");
    expect((await page.title()).includes("法治政府建设台账"), `the title is ${await page.title()}`);
    expect((await page.locator(".topbar").count()) === 0, "Swagger's own bar is there");
  });

  await check("nothing is filled in that a person must decide", async () => {
    for (const operation of WRITES) {
      const found = await filledIn(await openOperation(page, operation));
      expect(found.length === 0, `${operation}: ${JSON.stringify(found)}`);
    }
  });

  await check("what is executed as it stands enters nothing", async () => {
    const block = await openOperation(page, "create_activity");
    const answer = await execute(block, "POST");
    await shot(page, "5-unfilled");
    await expectStatus(answer, 422);
  });

  await check("a clerk enters an activity and says why in Chinese", async () => {
    const block = await openOperation(page, "create_activity");
    await fillIn(block, { reason: ENTERED }, ACTIVITY);
    const answer = await execute(block, "POST");
    await shot(page, "6-entered");
    await expectStatus(answer, 201);
    id = (await answer.response.json()).id;
    etag = await answer.response.headerValue("etag");
  });

  await check("a correction takes the clerk's own Chinese reason", async () => {
    const block = await openOperation(page, "patch_activity");
    await fillIn(block, { id, "If-Match": etag, reason: CORRECTED }, { persons: 15, person_times: 15 });
    const answer = await execute(block, "PATCH");
    await shot(page, "7-corrected");
    await expectStatus(answer, 200);
    etag = await answer.response.headerValue("etag");
  });

  await check("voiding takes more than one press", async () => {
    const block = await openOperation(page, "void_activity");
    await fillIn(block, { id });
    const unfilled = await pressInVain(page, block);
    expect(unfilled.length === 0, `sent without version and reason: ${unfilled}`);
    await fillIn(block, { "If-Match": etag, reason: VOIDED });
    answerWith = "dismiss";
    const dismissed = await pressInVain(page, block);
    await shot(page, "8-asked");
    expect(dismissed.length === 0, `sent though the clerk said no: ${dismissed}`);
    answerWith = "accept";
    await expectStatus(await execute(block, "DELETE"), 200);
    expect(asked.length === 3, `asked ${asked.length} times: ${asked}`);
    await shot(page, "9-voided");
  });

  await check("the history says what the clerk typed", async () => {
    const block = await openOperation(page, "read_activity_history");
    await fillIn(block, { id });
    const answer = await execute(block, "GET");
    await shot(page, "10-history");
    await expectStatus(answer, 200);
    const reasons = (await answer.response.json()).items.map((entry) => entry.reason);
    expect(JSON.stringify(reasons.toSorted()) === JSON.stringify([ENTERED, CORRECTED, VOIDED].toSorted()), `${reasons}`);
    const shown = await block.locator(".live-responses-table").innerText();
    expect(shown.includes(VOIDED), "the page does not show the reason");
  });

  await check("operations are found by the Chinese names of their groups", async () => {
    await page.locator(".operation-filter-input").fill("案件");
    await page.locator('.opblock-tag[data-tag="activities"]').waitFor({ state: "detached" });
    const tags = await page.locator(".opblock-tag").evaluateAll((found) => found.map((tag) => tag.dataset.tag));
    expect(tags.join() === "cases", `found ${tags}`);
  });

  await context.close();
}
