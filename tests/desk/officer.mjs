// An officer's day: find the late township, open a number down to its record, see a change come in by itself.
import { readFileSync } from "node:fs";
import { open, settled, signIn, SIZES, visit } from "./desk.mjs";
import { check, expect, run } from "./service.mjs";

const OFFICER = "officer 540526";
const CLERK = "clerk 540526201";
const COUNTY = "540526";

run("officer", async ({ browser, service, page }) => {
  const { tab, wrong } = await open(browser, page);
  await signIn(tab, service.tokens[OFFICER]);
  await settled(tab);

  await check("the overview names every township, with what it lacks and what is late", async () => {
    const { data } = await service.api(OFFICER, `/api/v1/regions/${COUNTY}/progress?year=2026`);
    const deadlines = (await service.api(OFFICER, `/api/v1/regions/${COUNTY}/deadlines?within=14&limit=200`)).data.items;
    for (const item of data.items) {
      const row = tab.getByRole("row", { name: new RegExp(item.township.name) });
      const cells = await row.getByRole("cell").allInnerTexts();
      // Of the report the overview tells apart.
      const late = deadlines.filter(({ township, resource, days_left }) => township.code === item.township.code && resource !== "reports" && days_left < 0).length;
      expect(Number(cells[1]) === item.indicators_missing.length, `${item.township.name}: ${cells[1]} missing`);
      expect(Number(cells[5]) === late, `${item.township.name}: ${cells[5]} late, not ${late}`);
    }
  });
  await check("the late township is one click away", async () => {
    await tab.getByRole("row", { name: /哲古镇/ }).getByRole("cell").nth(5).getByRole("link").click();
    await tab.getByText(/逾期\d+天/).first().waitFor();
    await tab.goBack();
    await settled(tab);
  });
  await check("on a phone, too: what is late stands at its township's name", async () => {
    await tab.setViewportSize(SIZES.phone);
    await tab.getByRole("listitem").filter({ hasText: "哲古镇" }).first().getByRole("link", { name: /^逾期[1-9]/ }).click();
    await tab.getByText(/逾期\d+天/).first().waitFor();
    await tab.goBack();
    await settled(tab);
    await tab.setViewportSize(SIZES.laptop);
  });
  await check("every number of the matrix is the API's, this year and last", async () => {
    await visit(tab, `#/r/${COUNTY}/matrix?year=2024`);
    const { data } = await service.api(OFFICER, `/api/v1/regions/${COUNTY}/figures?year=2024&by=township&compare=previous_year`);
    const cells = data.rows.length * data.columns.length;
    await tab.waitForFunction((count) => document.querySelectorAll(".matrix tbody td a").length >= count, cells);
    const shown = await tab.$$eval(".matrix tbody td[data-cell]", (all) => Object.fromEntries(all.map((cell) => [cell.dataset.cell, cell.textContent])));
    const word = ({ value, status }) => (value === null ? (status === "missing" ? "缺" : "—") : String(value).replace(/^(\d+)/, (digits) => (digits.length > 4 ? digits.replace(/\B(?=(\d{3})+$)/g, ",") : digits)));
    let wrongOnes = 0;
    for (const row of data.rows) {
      for (const figure of row.items) {
        const expected = `${word(figure)}${figure.estimated ? "约" : ""} ${word(figure.previous)}`;
        if (shown[`${row.region.code} ${figure.indicator}`] !== expected) {
          wrongOnes += 1;
          if (wrongOnes < 4) console.log(`      ${row.region.name} ${figure.indicator}: ${shown[`${row.region.code} ${figure.indicator}`]} instead of ${expected}`);
        }
      }
    }
    expect(wrongOnes === 0, `${wrongOnes} of ${cells} cells differ`);
    const total = await tab.$eval('.matrix tfoot td[data-cell="540526 disputes_accepted"]', (cell) => cell.textContent);
    expect(total.startsWith(word(data.total.items[data.columns.indexOf("disputes_accepted")])), total);
  });
  await check("a number opens its definition and its records, a record its history", async () => {
    await tab.locator('td[data-cell="540526201 disputes_accepted"] a').click();
    const panel = tab.getByRole("complementary");
    await panel.getByText("本期受理的纠纷").waitFor();
    await panel.getByText("合计5").waitFor();
    expect((await panel.locator("[data-sources] li").count()) === 5, "not five records");
    expect(new URL(tab.url()).hash.includes("open=figure"), tab.url());
    await panel.getByRole("link", { name: "草场边界纠纷" }).click();
    await tab.getByRole("heading", { name: "草场边界纠纷" }).waitFor();
    await tab.getByRole("link", { name: "历史" }).click();
    await tab.getByText("新建").waitFor();
    await tab.goBack();
    await tab.goBack();
    await tab.getByRole("complementary").waitFor();
  });
  await check("Escape closes the panel and gives the focus back to its cell", async () => {
    await tab.keyboard.press("Escape");
    await tab.waitForFunction(() => document.activeElement?.closest("td")?.dataset.cell === "540526201 disputes_accepted");
  });
  await check("arrows move within the matrix, which is one tab stop", async () => {
    await tab.keyboard.press("ArrowUp");
    await tab.keyboard.press("ArrowRight");
    const at = await tab.evaluate(() => document.activeElement.closest("td").dataset.cell);
    expect(at === "540526200 disputes_closed", at);
    expect((await tab.locator('.matrix td a[tabindex="0"]').count()) === 1, "more than one tab stop");
  });
  await check("a clerk's entry changes the number by itself, and the cell says what it was", async () => {
    await visit(tab, `#/r/${COUNTY}/matrix?year=2026&group=disputes`);
    const cell = tab.locator('td[data-cell="540526201 disputes_accepted"]');
    const before = Number((await cell.locator("a").innerText()).trim());
    const made = await service.api(CLERK, "/api/v1/cases", { method: "POST", body: { township_code: "540526201", kind: "mediation", subject: "自己出现的纠纷", accepted_on: "2026-11-02", mechanism: "peoples_mediation", outcome: "pending" } });
    expect(made.status === 201, JSON.stringify(made.data));
    await tab.waitForFunction((next) => document.querySelector('td[data-cell="540526201 disputes_accepted"] a').textContent.trim() === next, String(before + 1), { timeout: 10_000 });
    expect((await cell.getAttribute("title")) === `原${before}`, await cell.getAttribute("title"));
  });
  await check("the server gone is said, and back it is shown and recovered", async () => {
    await service.stop();
    await tab.getByText(/服务器连不上/).waitFor({ timeout: 30_000 });
    expect(await tab.locator(".matrix td a").first().isVisible(), "the old numbers are gone");
    await service.start();
    await tab.getByText(/已恢复/).waitFor({ timeout: 45_000 });
  });
  await check("nothing that would be refused is offered: no entering, no changing", async () => {
    await visit(tab, `#/r/540526201?year=2026`);
    expect((await tab.getByRole("heading", { name: "登记", exact: true }).count()) === 0, "an officer is offered to enter");
    expect((await tab.getByRole("button", { name: "今年没有" }).count()) === 0, "an officer is offered to declare");
  });
  await check("what was entered last, of all resources: in the order of the API, down to the record", async () => {
    const resources = ["activities", "cases", "decisions", "declarations", "documents", "duties", "explanations", "legality-reviews", "members", "observations", "plans", "reports", "shortcomings"];
    const lists = await Promise.all(resources.map(async (name) => (await service.api(OFFICER, `/api/v1/${name}?region=${COUNTY}&sort=-updated_at&limit=60`)).data.items.map(({ id, updated_at }) => ({ href: `#/${name}/${id}`, updated_at }))));
    const expected = lists.flat().map(({ updated_at }) => updated_at).sort().reverse().slice(0, 60);
    await visit(tab, `#/r/${COUNTY}?year=2026`);
    await tab.getByRole("row", { name: /古堆乡/ }).getByRole("cell").nth(6).getByRole("link").click();
    await tab.getByRole("heading", { name: "古堆乡：最近登记" }).waitFor();
    await tab.getByRole("link", { name: "自己出现的纠纷" }).waitFor();
    await visit(tab, `#/r/${COUNTY}/recent`);
    await tab.getByRole("link", { name: "自己出现的纠纷" }).first().waitFor();
    await tab.getByRole("button", { name: "再显示30条" }).click();
    await tab.waitForFunction(() => document.querySelectorAll("main .card .lines li").length === 60);
    const shown = await tab.$$eval("main .card .lines a", (all) => all.map((one) => one.getAttribute("href")));
    const at = new Map(lists.flat().map(({ href, updated_at }) => [href, updated_at]));
    expect(shown.map((href) => at.get(href)).join() === expected.join(), "not the newest, or not in their order");
    const made = await service.api(CLERK, "/api/v1/documents", { method: "POST", body: { township_code: "540526201", kind: "normative_document", title: "刚刚登记的文件", status: "drafting", drafted_on: "2026-11-02" } });
    expect(made.status === 201, JSON.stringify(made.data));
    await tab.locator("main .card").first().getByRole("link", { name: "刚刚登记的文件" }).waitFor(); // by itself
  });
  await check("a joint activity is confirmed", async () => {
    await visit(tab, `#/r/${COUNTY}/joint`);
    const pending = (await service.api(OFFICER, `/api/v1/joint-activities?region=${COUNTY}&status=pending`)).data.items.length;
    await tab.getByRole("button", { name: "确认", exact: true }).first().click();
    // It is of a past year.
    await tab.getByRole("dialog").getByLabel("理由").fill("去年的活动，现在确认");
    await tab.getByRole("dialog").getByRole("button", { name: "确认", exact: true }).click();
    await tab.waitForFunction((left) => document.querySelectorAll("main .lines button.primary").length === left, pending - 1);
    const after = (await service.api(OFFICER, `/api/v1/joint-activities?region=${COUNTY}&status=pending`)).data.items.length;
    expect(after === pending - 1, `${after} wait`);
  });
  await check("the matrix and lists can be taken away as Excel workbooks", async () => {
    for (const view of [`r/${COUNTY}/matrix?year=2024`, `r/${COUNTY}/cases?year=2024`]) {
      await visit(tab, `#/${view}`);
      await tab.locator("summary", { hasText: "导出" }).first().click();
      const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name: /Excel/ }).click()]);
      expect(download.suggestedFilename().endsWith(".xlsx"), download.suggestedFilename());
      expect(readFileSync(await download.path()).toString("latin1").startsWith("PK"), "no workbook");
    }
  });
  await check("charts are drawn and can be taken away as SVG, PNG and CSV", async () => {
    await visit(tab, `#/r/${COUNTY}/trends`);
    await tab.locator(".chart svg path").first().waitFor({ state: "attached" });
    for (const [name, begins] of [["SVG", "<svg"], ["PNG", "\x89PNG"], ["CSV", "\ufeff"]]) {
      await tab.locator("figure summary", { hasText: "导出" }).first().click();
      const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name, exact: true }).first().click()]);
      const content = readFileSync(await download.path());
      expect(content.toString(name === "PNG" ? "latin1" : "utf8").startsWith(begins), `${name}: ${content.toString("latin1").slice(0, 20)}`);
      if (name === "CSV") expect(content.toString().includes("SHA-256"), "no digest");
    }
  });
  await check("from the nation down to a township and back, by the address bar", async () => {
    await visit(tab, "#/r/540526201/matrix?year=2024");
    await tab.locator("nav.path").getByRole("link", { name: "措美县" }).click();
    await tab.waitForFunction(() => location.hash.startsWith("#/r/540526/matrix"));
    await tab.goBack();
    await tab.waitForFunction(() => location.hash.startsWith("#/r/540526201/matrix"));
  });
  await check("the matrix prints on A3 with its head, the list on A4", async () => {
    await visit(tab, `#/r/${COUNTY}/matrix?year=2024`);
    const pdf = await tab.pdf({ preferCSSPageSize: true });
    expect(pdf.length > 20_000, `${pdf.length} bytes`);
    expect(/MediaBox\s*\[\s*0 0 1190|MediaBox\s*\[\s*0 0 1191/.test(pdf.toString("latin1")), "no A3 sheet");
  });
  await check("nothing went wrong on the way", () => expect(wrong.length === 0, wrong.join("\n")));
});
