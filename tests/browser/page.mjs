// How a test uses Swagger UI: what a person would press, fill in and read.

import { expect } from "./service.mjs";

/** The block of one operation; its id is operations-{tag}-{operationId}, and the tag is of no interest here. */
const operation = (page, id) => page.locator(`.opblock[id$="-${id}"]`).first();

/** Opens the tags that are folded away, so that every operation is in the page. */
export async function unfoldTags(page) {
  await page.locator(".swagger-ui .opblock-tag").first().waitFor();
  const folded = page.locator('.opblock-tag[data-is-open="false"]');
  while ((await folded.count()) > 0) await folded.first().click();
}

/** Types a token into the dialog; `seen` is called while it shows that there is one. */
export async function authorize(page, token, seen = () => {}) {
  await page.locator(".auth-wrapper > button.authorize").first().click();
  const dialog = page.locator(".dialog-ux .modal-ux");
  await dialog.locator('input[aria-label="auth-bearer-value"]').first().fill(token);
  await dialog.locator("button.authorize").first().click();
  await dialog.getByRole("button", { name: "Remove authorization" }).first().waitFor();
  await seen();
  await dialog.locator("button.btn-done").first().click();
  await dialog.waitFor({ state: "detached" });
}

/** Opens an operation and presses "Try it out". */
export async function openOperation(page, id) {
  const block = operation(page, id);
  await block.scrollIntoViewIfNeeded();
  if (!(await block.getAttribute("class")).includes("is-open")) await block.locator(".opblock-summary-control").click();
  const button = block.locator("button.try-out__btn");
  if (!(await button.getAttribute("class")).includes("cancel")) await button.click();
  await block.locator("button.execute").waitFor();
  return block;
}

/** Types values into parameters by name, and into the body. */
export async function fillIn(block, parameters, body) {
  for (const [name, value] of Object.entries(parameters)) {
    await block.locator(`tr[data-param-name="${name}"] input`).fill(value);
  }
  if (body !== undefined) await block.locator("textarea.body-param__text").fill(JSON.stringify(body));
}

/** Presses "Execute"; gives the real response and what the page shows as its status. */
export async function execute(block, method) {
  const answer = block.page().waitForResponse((response) => response.request().method() === method);
  answer.catch(() => {}); // when the click below fails, that is the failure to report
  await block.locator("button.execute").click();
  const response = await answer;
  const cell = block.locator(".live-responses-table tbody .response-col_status").first();
  await cell.getByText(String(response.status())).waitFor();
  await cell.scrollIntoViewIfNeeded();
  return { response, shown: (await cell.innerText()).trim().split(/\s/)[0] };
}

export async function expectStatus({ response, shown }, status) {
  const body = response.status() === status ? "" : `\n${await response.text().catch(() => "")}`;
  expect(response.status() === status, `${response.url()} answered ${response.status()}, not ${status}${body}`);
  expect(shown === String(status), `the page shows ${shown}, not ${status}`);
}
