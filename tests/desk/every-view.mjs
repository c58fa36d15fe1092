// Every view, on phone, laptop and wall, light and dark: axe finds nothing serious, nothing is wider than the window, the
// keyboard reaches every action.
import { axe, open, settled, signIn, SIZES, visit } from "./desk.mjs";
import { check, expect, run } from "./service.mjs";

const TOWNSHIP = "540526201";
const COUNTY = "540526";

run("every view", async ({ browser, service, page }) => {
  const [record] = (await service.api("officer 540526", `/api/v1/cases?township=${TOWNSHIP}&year=2024&limit=1`)).data.items;
  // A report that is reviewed, and one that is written.
  const compose = (year) => service.api(`clerk ${TOWNSHIP}`, "/api/v1/reports", { method: "POST", body: { township_code: TOWNSHIP, year } });
  const reviewed = (await compose(2024)).data;
  const written = (await compose(2023)).data;
  const submitted = await service.api(`head ${TOWNSHIP}`, `/api/v1/reports/${reviewed.id}:submit`, { method: "POST", body: {}, headers: { "If-Match": "*" } });
  expect(submitted.status === 200, JSON.stringify(submitted.data));
  const allowed = await service.api("officer 540526", `/api/v1/regions/${COUNTY}/personal-data?reason=try`, { method: "PUT", body: { party_names: true }, headers: { "If-Match": "*" } });
  expect(allowed.status === 200, JSON.stringify(allowed.data));
  const account = (await service.api("admin 540526", "/api/v1/accounts")).data.items.find(({ name }) => name.startsWith("古堆乡经办人"));
  const VIEWS = {
    "officer 540526": [
      "#/", "matrix?year=2024", "matrix?year=2024&open=figure:540526201:disputes_accepted", "matrix?year=2024&compare=none&fold=study,training&sort=-disputes_accepted",
      "chart?year=2024&group=training", "trends", "completeness?year=2024&open=540526201:disputes", "deadlines?within=366&obliged=all", "checks?year=2026", "joint?status=all",
      "cases?year=2024", "activities?year=2024", "plans?year=2024", "more", "figures/disputes_accepted?year=2024&breakdown=dispute_type", "cases?year=1999",
      "recent", "personal-data", "#/me", "reports?year=2024", `#/r/${TOWNSHIP}/report?year=2024`, `#/r/${TOWNSHIP}/report?year=2024&open=figure:${TOWNSHIP}:study_sessions`, "verify?year=2024",
    ].map((view) => (view.startsWith("#") ? view : `#/r/${COUNTY}/${view}`)),
    "clerk 540526201": [
      "#/", `#/r/${TOWNSHIP}?year=2024`, `#/r/${TOWNSHIP}/matrix?year=2024`, `#/r/${TOWNSHIP}/cases?year=2024`, `#/cases/${record.id}`, `#/cases/${record.id}/history`, `#/cases/${record.id}/edit`, `#/cases/${record.id}/parties`,
      `#/r/${TOWNSHIP}/recent`, "#/me", `#/cases/new?township=${TOWNSHIP}`, `#/plans/new?township=${TOWNSHIP}&kind=annual_plan`, `#/activities/new?township=${TOWNSHIP}&kind=training`, `#/declarations/new?township=${TOWNSHIP}`,
      `#/decisions/new?township=${TOWNSHIP}`, `#/r/${TOWNSHIP}/report?year=2023`, `#/r/${TOWNSHIP}/report?year=2023&edit=shortcomings`, `#/r/${TOWNSHIP}/report?year=2022`,
      `#/reports/${written.id}/edit`, `#/reports/${written.id}?as=record`, `#/reports/${written.id}/history`, `#/r/${TOWNSHIP}/verify?year=2024`, "#/help", "#/no/such/view",
    ],
    "admin 540526": ["#/accounts", "#/accounts/new", `#/accounts/${account.id}`, `#/accounts/${account.id}/edit`, `#/accounts/${account.id}/history`, "#/me", `#/r/${COUNTY}/more`],
  };
  const start = await open(browser, page);
  await check("signing in: axe finds nothing", async () => {
    const found = await axe(start.tab);
    expect(found.length === 0, found.join("\n"));
  });
  await start.context.close();

  for (const [who, views] of Object.entries(VIEWS)) {
    for (const [name, size] of Object.entries(SIZES)) {
      const colorScheme = name === "wall" ? "dark" : "light";
      const { tab, wrong, context } = await open(browser, page, { size, colorScheme });
      await signIn(tab, service.tokens[who]);
      for (const view of views) {
        await check(`${who} ${name} ${view}`, async () => {
          await visit(tab, view);
          const found = await axe(tab);
          expect(found.length === 0, found.join("\n"));
          const over = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(over <= 0, `${over} px too wide`);
        });
      }
      await check(`${who} ${name}: nothing went wrong`, () => expect(wrong.length === 0, wrong.join("\n")));
      await context.close();
    }
  }

  const { tab, wrong } = await open(browser, page);
  await signIn(tab, service.tokens["clerk 540526201"]);
  for (const view of ["#/", `#/r/${TOWNSHIP}/matrix?year=2024`, `#/r/${TOWNSHIP}/cases?year=2024`, `#/cases/${record.id}`, `#/cases/${record.id}/edit`, `#/cases/${record.id}/parties`, `#/r/${TOWNSHIP}/recent`, "#/me", `#/r/${TOWNSHIP}/report?year=2023`]) {
    await check(`by keyboard: every action of ${view} is reached, and seen`, async () => {
      await visit(tab, view);
      await tab.evaluate(() => document.activeElement?.blur());
      const wanted = await tab.evaluate(() => {
        const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0 && !one.closest("details:not([open]) > :not(summary)"));
        all.forEach((one, i) => one.setAttribute("data-walk", String(i)));
        return all.length;
      });
      const reached = new Set();
      let unseen = "";
      for (let i = 0; i < wanted + 60; i += 1) {
        await tab.keyboard.press("Tab");
        const at = await tab.evaluate(() => {
          const one = document.activeElement;
          if (!one || one === document.body) return null;
          const { width, height, top } = one.getBoundingClientRect();
          const style = getComputedStyle(one);
          const seen = width > 0 && height > 0 && top < innerHeight && (style.outlineStyle !== "none" || one.type === "radio" || one.type === "checkbox");
          return { walk: one.dataset.walk, seen, html: one.outerHTML.slice(0, 120) };
        });
        if (!at) continue; // past the end: the next one is the first again
        if (!at.seen) unseen = at.html;
        if (at.walk !== undefined) reached.add(at.walk);
      }
      // One of a set of radios is a stop for all.
      const radios = await tab.evaluate(() => [...document.querySelectorAll("input[type=radio][data-walk]")].length);
      expect(reached.size >= wanted - radios, `${reached.size} of ${wanted}`);
      expect(!unseen, `no focus to be seen on ${unseen}`);
    });
  }
  const clean = async () => {
    const found = await axe(tab);
    expect(found.length === 0, found.join("\n"));
  };
  await check("a form with something to correct, its rows open and a list to choose from: axe finds nothing", async () => {
    await visit(tab, `#/cases/new?township=${TOWNSHIP}&kind=mediation`);
    await tab.getByRole("button", { name: /加一行办理过程/ }).click();
    await tab.getByRole("button", { name: "保存", exact: true }).click();
    await tab.locator(".summary").waitFor();
    await clean();
    await tab.locator("summary", { hasText: /^更多/ }).click();
    await tab.getByRole("combobox").last().click();
    await clean();
    await tab.getByRole("button", { name: "放弃草稿" }).click();
  });
  await check("a dialog keeps the focus, Escape closes it and gives the focus back; axe finds nothing", async () => {
    await visit(tab, `#/cases/${record.id}`);
    await tab.getByRole("button", { name: "作废…" }).click();
    await tab.getByRole("dialog").getByLabel("理由").waitFor();
    await clean();
    await tab.keyboard.press("Escape");
    await tab.getByRole("dialog").waitFor({ state: "detached" });
    expect((await tab.evaluate(() => document.activeElement.textContent)) === "作废…", "the focus is lost");
  });
  await check("a text held against the ledger: axe finds nothing", async () => {
    await visit(tab, `#/r/${TOWNSHIP}/verify?year=2024`);
    await tab.getByLabel("文稿").fill("全年组织集中学习7次，培训干部职工50人次，解答法律咨询100人次。学习《中华人名共和国宪法》。");
    await tab.getByRole("button", { name: "核对", exact: true }).click();
    await tab.locator(".judged").first().waitFor();
    await clean();
  });
  await check("at 320 px, as at a zoom of 400 %, nothing is wider than the window", async () => {
    await tab.setViewportSize({ width: 320, height: 640 });
    for (const view of ["#/", `#/r/${TOWNSHIP}/matrix?year=2024`, `#/cases/${record.id}/edit`, `#/r/${TOWNSHIP}/deadlines`, `#/r/${TOWNSHIP}/report?year=2024`, `#/r/${TOWNSHIP}/report?year=2023&edit=shortcomings`]) {
      await visit(tab, view);
      const over = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over <= 0, `${view}: ${over} px too wide`);
    }
    await tab.setViewportSize(SIZES.laptop);
  });
  await check("by keyboard alone: to a view and its heading", async () => {
    await visit(tab, "#/");
    await tab.evaluate(() => document.activeElement?.blur());
    await tab.keyboard.press("g");
    await tab.keyboard.press("d");
    await settled(tab);
    await tab.waitForFunction(() => location.hash.includes("/deadlines") && document.activeElement?.id === "heading");
  });
  await check("nothing went wrong by keyboard", () => expect(wrong.length === 0, wrong.join("\n")));
});
