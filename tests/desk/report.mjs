// A report from the ledger to the public: composed, edited, submitted, returned with a remark at a place, corrected, accepted,
// reviewed by another person, published; then its text, with one number changed, is held against the ledger.
import { readFileSync } from "node:fs";
import { open, settled, signIn, visit } from "./desk.mjs";
import { check, expect, run } from "./service.mjs";

const TOWNSHIP = "540526201";
const CLERK = "clerk 540526201";
const HEAD = "head 540526201";
const OFFICER = "officer 540526";
const VIEW = `#/r/${TOWNSHIP}/report?year=2024`;

run("report", async ({ browser, service, page }) => {
  const people = {};
  for (const who of [CLERK, HEAD, OFFICER]) {
    people[who] = await open(browser, page);
    await signIn(people[who].tab, service.tokens[who]);
  }
  const { tab: clerk } = people[CLERK];
  const { tab: head } = people[HEAD];
  const { tab: officer } = people[OFFICER];
  const report = async () => (await service.api(CLERK, `/api/v1/reports?township=${TOWNSHIP}&year=2024`)).data.items[0];
  const read = async (path = "") => (await service.api(CLERK, `/api/v1/reports/${(await report()).id}${path}`)).data;
  const state = async (expected) => expect((await report()).state === expected, `${(await report()).state}, not ${expected}`);

  /** Takes a step as the page offers it: its button, the reason, the answer. */
  async function step(tab, name, reason) {
    await tab.getByRole("button", { name: `${name}…` }).click();
    const dialog = tab.getByRole("dialog");
    if (reason) await dialog.getByRole("textbox").fill(reason);
    await dialog.getByRole("button", { name, exact: true }).click();
    await dialog.waitFor({ state: "detached" }).catch(async () => expect(false, await dialog.innerText()));
    await tab.getByText(`已办：${name}。`).waitFor();
  }

  async function editSection(heading, change) {
    await clerk.getByRole("link", { name: heading }).click();
    const text = clerk.getByRole("textbox");
    await text.fill(change(await text.inputValue()));
    await clerk.getByRole("button", { name: "保存", exact: true }).click();
  }

  await check("from the township's home to a year without a report, composed in one step", async () => {
    await visit(clerk, `#/r/${TOWNSHIP}?year=2024`);
    await clerk.getByRole("navigation", { name: "视图和记录" }).getByRole("link", { name: "报告" }).click();
    await settled(clerk);
    await clerk.getByText("2024年还没有报告").waitFor();
    await clerk.getByRole("button", { name: "起草报告" }).click();
    await clerk.getByRole("article").waitFor();
    await state("draft");
  });
  await check("every number of the text is the API's, and leads to its records", async () => {
    const { figures } = await read("/document?format=json");
    const shown = await clerk.$$eval("[data-number]", (all) => all.map((one) => [one.dataset.number, one.textContent]));
    expect(shown.length >= figures.length, `${shown.length} numbers, ${figures.length} figures`);
    for (const [reference, text] of shown) {
      const { value } = figures.find((row) => row.reference === reference);
      expect(text === value, `${reference}: ${text}, not ${value}`);
    }
    await clerk.locator('[data-number="study_sessions"]').click();
    const panel = clerk.getByRole("complementary");
    await panel.locator("[data-sources] li").first().waitFor();
    expect((await panel.locator("[data-sources] li").count()) === 6, "not six records");
    await clerk.keyboard.press("Escape");
    await clerk.waitForFunction(() => document.activeElement?.dataset.number === "study_sessions");
  });
  await check("what the ledger lacks stands beside the text", async () => {
    const { gaps } = await read("/composition");
    for (const { missing } of gaps) await clerk.getByText(missing).waitFor();
  });
  await check("a section is edited in its place; what cannot be read is said there", async () => {
    await editSection(/^修改：.*不足和原因/, (text) => `${text}\n\n{no_such_indicator}`);
    await clerk.locator("#section-error").getByText("没有指标").waitFor();
    await clerk.getByRole("textbox").fill((await clerk.getByRole("textbox").inputValue()).replace("{no_such_indicator}", "另有[[3]]个村没有法律顾问。"));
    await clerk.getByRole("button", { name: "保存", exact: true }).click();
    await clerk.locator(".bound.unsupported", { hasText: "3" }).waitFor();
    await clerk.getByText("与台账起草的不同").waitFor();
    expect((await read("/composition")).changes.length === 1, "the change is not told");
  });
  await check("two people at one section see both texts and choose", async () => {
    await clerk.getByRole("link", { name: /^修改：.*主要安排/ }).click();
    const text = await clerk.getByRole("textbox").inputValue();
    const { id, sections } = await report();
    const theirs = sections.map((section) => (section.part === "arrangements" ? { ...section, text: `${section.text}\n\n负责人加的一段。` } : section));
    const patched = await service.api(HEAD, `/api/v1/reports/${id}`, { method: "PATCH", headers: { "If-Match": "*", "Content-Type": "application/merge-patch+json" }, body: { sections: theirs } });
    expect(patched.status === 200, JSON.stringify(patched.data));
    await clerk.getByRole("textbox").fill(`${text}\n\n经办人加的一段。`);
    await clerk.getByRole("button", { name: "保存", exact: true }).click();
    await clerk.getByText(/也改了这条记录/).waitFor();
    await clerk.getByRole("radio", { name: /经办人加的一段/ }).check();
    await clerk.getByRole("button", { name: "按所选保存" }).click();
    await clerk.locator(".choose").waitFor({ state: "detached" });
    await clerk.getByRole("article").getByText("经办人加的一段。").waitFor();
    expect((await report()).sections[3].text.endsWith("经办人加的一段。"), "not saved");
  });
  await check("a clerk is offered no step, the head submits", async () => {
    expect((await clerk.getByRole("button", { name: /报送/ }).count()) === 0, "a clerk is offered to submit");
    await visit(head, VIEW);
    await step(head, "报送");
    await state("submitted");
  });
  await check("the officer comes from the overview, and returns it with a remark at selected words", async () => {
    await visit(officer, "#/r/540526?year=2024");
    await officer.getByRole("row", { name: /古堆乡/ }).getByRole("link", { name: "已报送" }).click();
    await settled(officer);
    await officer.getByRole("button", { name: "退回…" }).click();
    await officer.getByText("退回须至少指明一处").waitFor();
    await officer.getByRole("button", { name: "删去" }).click();
    await officer.evaluate(() => {
      const number = document.querySelector('[data-number="study_sessions"]');
      const range = document.createRange();
      range.setStart(number.previousSibling, number.previousSibling.length - 4);
      range.setEnd(number.nextSibling, 1);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    });
    await officer.getByRole("button", { name: "就此提意见" }).click();
    expect((await officer.getByLabel(/^所指文字/).inputValue()) === "集中学习6次", await officer.getByLabel(/^所指文字/).inputValue());
    await officer.getByLabel("要改什么").fill("请核实学习次数");
  });
  await check("a remark that is not sent yet survives a reload, is told on the overview, and goes when it is sent", async () => {
    await officer.reload();
    await settled(officer);
    expect((await officer.getByLabel("要改什么").inputValue()) === "请核实学习次数", "the remark is gone");
    expect((await officer.getByLabel(/^所指文字/).inputValue()) === "集中学习6次", "the words are gone");
    await visit(officer, "#/r/540526?year=2024");
    await officer.getByRole("region", { name: "草稿" }).getByRole("link", { name: /意见/ }).click();
    await officer.getByLabel("要改什么").waitFor();
    await step(officer, "退回", "一处要核实");
    await state("returned");
    const { remarks } = (await report()).course.at(-1);
    expect(remarks[0].quote === "集中学习{study_sessions}次" && remarks[0].part === "measures", JSON.stringify(remarks));
    const kept = await officer.evaluate(() => JSON.stringify({ ...sessionStorage }));
    expect(!kept.includes("请核实学习次数"), "the remark is kept after it was sent");
  });
  await check("the clerk sees the remark at its section, and corrects", async () => {
    await visit(clerk, VIEW);
    await clerk.getByRole("article").getByText("请核实学习次数").waitFor();
    await editSection(/^修改：.*不足和原因/, (text) => text.replace("另有[[3]]个村没有法律顾问。", "各村没有法律顾问。"));
    await clerk.locator(".bound.unsupported").waitFor({ state: "detached" });
  });
  await check("a remark that is not sent goes with signing out", async () => {
    await head.getByRole("article").getByText("各村没有法律顾问").waitFor(); // what the clerk corrected comes in by itself
    await step(head, "报送");
    const other = await open(browser, page);
    await signIn(other.tab, service.tokens[OFFICER]);
    await visit(other.tab, VIEW);
    await other.tab.getByRole("button", { name: "加一条意见" }).click();
    await other.tab.getByLabel("要改什么").fill("随退出而去的意见");
    await other.tab.locator("summary", { hasText: "我" }).click();
    await other.tab.getByRole("button", { name: "退出" }).click();
    await other.tab.getByLabel("令牌").waitFor();
    const left = await other.tab.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
    expect(!left.includes("随退出而去的意见"), left);
    await other.context.close();
  });
  await check("submitted again, accepted, reviewed by another person, published", async () => {
    await step(officer, "采纳");
    await head.getByText("已采纳", { exact: true }).waitFor();
    expect((await head.getByRole("button", { name: "公布…" }).count()) === 0, "published without a review is offered");
    await step(clerk, "登记保密审查", "经审查，不涉及国家秘密");
    await head.getByRole("button", { name: "公布…" }).waitFor();
    await officer.getByRole("button", { name: "加一条意见" }).click();
    await officer.getByLabel("要改什么").fill("来不及送出的意见");
    await step(head, "公布");
    await state("published");
  });
  await check("a remark that came too late to be sent is still there to be taken along", async () => {
    await officer.getByText("没有送出的意见还在").waitFor();
    await officer.getByText("来不及送出的意见").waitFor();
    await officer.getByRole("button", { name: "放弃意见" }).click();
    await officer.getByText("没有送出的意见还在").waitFor({ state: "detached" });
  });
  await check("the publication is read, its course told, its files taken away", async () => {
    for (const name of ["起草", "报送", "退回", "采纳", "登记保密审查", "公布"]) await head.locator(".course").getByText(name, { exact: true }).first().waitFor();
    await head.getByRole("link", { name: "首次公布" }).click();
    await head.getByText(/首次公布的内容/).waitFor();
    const { title } = await read("/editions/1?format=json");
    await head.getByRole("heading", { name: title }).waitFor();
    for (const [name, begins] of [[/Word/, "PK"], ["Markdown", "# "], [/网页/, "<!DOCTYPE html>"]]) {
      await head.locator("summary", { hasText: "导出" }).click();
      const [download] = await Promise.all([head.waitForEvent("download"), head.getByRole("button", { name }).click()]);
      const content = readFileSync(await download.path()).toString("latin1");
      expect(content.startsWith(begins), `${name}: ${content.slice(0, 20)}`);
    }
  });
  await check("the county's list tells the reports by state, and leads to each", async () => {
    await visit(officer, "#/r/540526/reports?year=2024");
    await officer.getByRole("navigation", { name: "按状态" }).getByRole("link", { name: /已公布/ }).click();
    await officer.locator("main .lines li").nth(1).waitFor({ state: "detached" });
    await officer.locator("main .lines").getByRole("link", { name: "古堆乡" }).click();
    await officer.getByRole("article").waitFor();
  });
  await check("the text, with one number changed, is held against the ledger: that number is found", async () => {
    const { sections } = await read("/document?format=json");
    const text = `😀\n${sections.map(({ runs }) => runs.map((one) => one.text).join("")).join("\n")}`;
    await visit(officer, "#/r/540526/verify?year=2024");
    await officer.getByLabel("乡镇").selectOption(TOWNSHIP);
    await officer.getByLabel("文稿").fill(text.replace("集中学习6次", "集中学习9次"));
    await officer.getByRole("button", { name: "核对", exact: true }).click();
    const wrong = officer.locator(".judged.mismatch");
    await wrong.first().waitFor();
    expect((await wrong.count()) === 1, `${await wrong.count()} differ`);
    expect((await wrong.innerText()).startsWith("9次"), await wrong.innerText());
    await wrong.click();
    const told = officer.getByRole("region", { name: "台账怎么说" });
    await told.getByText("6 次").waitFor();
    expect((await told.getByRole("link").getAttribute("href")).includes("/figures/study_sessions?year=2024"), "no way to the sources");
  });
  await check("so is a file of Word", async () => {
    const { id } = await report();
    const file = await fetch(`${service.address}/api/v1/reports/${id}/document?format=docx`, { headers: { Authorization: `Bearer ${service.tokens[OFFICER]}` } });
    await officer.locator('input[type="file"]').setInputFiles({ name: "报告.docx", mimeType: "application/octet-stream", buffer: Buffer.from(await file.arrayBuffer()) });
    await officer.getByRole("button", { name: "核对", exact: true }).click();
    await officer.locator(".review .lines .tag.ok").first().waitFor();
  });
  for (const [who, { wrong }] of Object.entries(people)) await check(`nothing went wrong for ${who}`, () => expect(wrong.length === 0, wrong.join("\n")));
});
