// What goes wrong in offices: links out of reach, voided records, scripts and very long names, empty years and regions, clocks
// that are wrong, the back button within a form, two tabs, another identity provider's answer.
import { open, settled, signIn, SIZES, visit } from "./desk.mjs";
import { check, expect, run } from "./service.mjs";

const CLERK = "clerk 540526201";
const OFFICER = "officer 540526";
const TOWNSHIP = "540526201";
const SCRIPT = '<img src=x onerror="window.__run=1"><script>window.__run=1</script>';

run("bad input", async ({ browser, service, page }) => {
  const { tab, wrong, context } = await open(browser, page);
  await signIn(tab, service.tokens[CLERK]);
  const make = async (fields) => {
    const answer = await service.api(CLERK, "/api/v1/activities", { method: "POST", body: { township_code: TOWNSHIP, kind: "training", held_on: "2026-10-10", title: "x", ...fields } });
    expect(answer.status === 201, JSON.stringify(answer.data));
    return answer.data;
  };

  await check("a link to another township's record looks like one to nothing", async () => {
    const [foreign] = (await service.api(OFFICER, "/api/v1/cases?township=540526100&limit=1")).data.items;
    for (const id of [foreign.id, "01a22b08-0000-7000-8000-000000000000"]) {
      await visit(tab, `#/cases/${id}`).catch(() => {});
      await tab.getByText("没有这一项，或不在您的范围内").waitFor();
    }
    await visit(tab, "#/r/540526100/matrix?year=2024").catch(() => {});
    await tab.getByText("没有这一项，或不在您的范围内").waitFor();
  });
  await check("a script in a title is text everywhere", async () => {
    const record = await make({ title: SCRIPT });
    for (const view of [`#/activities/${record.id}`, `#/r/${TOWNSHIP}/activities?year=2026`, `#/activities/${record.id}/edit`, `#/activities/${record.id}/history`, "#/"]) {
      await visit(tab, view);
      expect(!(await tab.evaluate(() => globalThis.__run)), `it ran in ${view}`);
    }
    await visit(tab, `#/activities/${record.id}`);
    await tab.getByRole("heading", { name: "<img src=x" }).waitFor();
  });
  await check("a note of 2,000 characters, a title of 200, on a phone: nothing is wider than the window", async () => {
    const record = await make({ title: "长".repeat(200), note: "W".repeat(2000) });
    await tab.setViewportSize(SIZES.phone);
    for (const view of [`#/activities/${record.id}`, `#/r/${TOWNSHIP}/activities?year=2026`, `#/activities/${record.id}/edit`, "#/"]) {
      await visit(tab, view);
      const over = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over <= 0, `${view}: ${over} px too wide`);
    }
    await tab.setViewportSize(SIZES.laptop);
  });
  await check("2,000 characters where 200 fit are refused at the field, and kept", async () => {
    await visit(tab, `#/activities/new?township=${TOWNSHIP}&kind=training`);
    await tab.getByLabel("活动主题").fill("长".repeat(2000));
    await tab.getByRole("button", { name: /开展日期：今天/ }).click();
    await tab.getByRole("button", { name: "保存", exact: true }).click();
    await tab.locator(".field").getByText("至多200字").waitFor();
    expect((await tab.getByLabel("活动主题").inputValue()).length === 2000, "it was cut");
    await tab.getByRole("button", { name: "放弃草稿" }).click();
  });
  await check("a record voided meanwhile is said, with its reason, and can be entered anew", async () => {
    const record = await make({ title: "要作废的" });
    await visit(tab, `#/activities/${record.id}/edit`);
    await tab.getByLabel("活动主题").fill("要作废的，改了");
    const voided = await service.api(CLERK, `/api/v1/activities/${record.id}?reason=${encodeURIComponent("重复")}`, { method: "DELETE", headers: { "If-Match": '"1"' } });
    expect(voided.status === 200, JSON.stringify(voided.data));
    await tab.getByRole("button", { name: "保存", exact: true }).click();
    await tab.getByText(/已被.*作废（理由：重复）/).waitFor();
    await tab.getByRole("link", { name: "另存为新记录" }).waitFor();
  });
  await check("an empty year says so and offers the first entry", async () => {
    await visit(tab, `#/r/${TOWNSHIP}/cases?year=1999`);
    await tab.getByText(/1999年还没有案件记录/).waitFor();
  });
  await check("the back button within a form keeps what was typed", async () => {
    await visit(tab, "#/");
    await visit(tab, `#/activities/new?township=${TOWNSHIP}&kind=publicity`);
    await tab.getByLabel("活动主题").fill("退了一步");
    await tab.getByText(/草稿已存/).waitFor();
    await tab.goBack();
    await settled(tab);
    await tab.goForward();
    await settled(tab);
    expect((await tab.getByLabel("活动主题").inputValue()) === "退了一步", "it is gone");
    await tab.getByRole("button", { name: "放弃草稿" }).click();
  });
  await check("two tabs are two sessions: the second save of a record meets the first", async () => {
    const record = await make({ title: "两个标签页" });
    const second = await context.newPage();
    await second.goto(page);
    await signIn(second, service.tokens[CLERK]);
    for (const one of [tab, second]) await visit(one, `#/activities/${record.id}/edit`);
    await second.getByLabel("活动主题").fill("第二页改的");
    await second.getByRole("button", { name: "保存", exact: true }).click();
    await second.getByText("已保存。").waitFor();
    await tab.getByLabel("活动主题").fill("第一页改的");
    await tab.getByRole("button", { name: "保存", exact: true }).click();
    await tab.getByText(/也改了这条记录/).waitFor();
    await tab.getByRole("button", { name: "全用对方的" }).click();
    await tab.getByRole("heading", { name: "第二页改的" }).waitFor();
    await second.close();
  });
  await check("a double click makes one record", async () => {
    await visit(tab, `#/activities/new?township=${TOWNSHIP}&kind=training`);
    await tab.getByLabel("活动主题").fill("点了两下");
    await tab.getByRole("button", { name: /开展日期：今天/ }).click();
    await tab.getByRole("button", { name: "保存", exact: true }).dblclick();
    await tab.getByText("已保存。").waitFor();
    const { data } = await service.api(CLERK, `/api/v1/activities?township=${TOWNSHIP}&q=${encodeURIComponent("点了两下")}`);
    expect(data.items.length === 1, `${data.items.length} records`);
  });
  await check("too many requests: counted down, and going on by itself", async () => {
    await tab.route(/\/figures/, (route) => route.fulfill({ status: 429, headers: { "Retry-After": "2" }, contentType: "application/problem+json", body: JSON.stringify({ code: "rate_limited", status: 429, detail: "请求太多" }) }), { times: 1 });
    await tab.evaluate((to) => (location.hash = to), `#/r/${TOWNSHIP}/matrix?year=2023`);
    await tab.getByText(/请求太多/).first().waitFor();
    await tab.getByRole("heading", { name: /2023年数据/ }).waitFor({ timeout: 10_000 });
  });
  await check("nothing went wrong on the way", () => expect(wrong.length === 0, wrong.join("\n")));

  const late = await open(browser, page);
  await check("a clock that is wrong by a day is told", async () => {
    await late.tab.clock.install({ time: new Date(Date.now() + 25 * 3_600_000) });
    await late.tab.reload();
    await signIn(late.tab, service.tokens[CLERK]);
    await late.tab.getByText("本机日期与服务器不一致").waitFor();
  });
  await late.context.close();

  const nation = await open(browser, page);
  await check("0 townships, and no region at all, are said", async () => {
    await nation.tab.route(/\/progress/, async (route) => {
      const answer = await route.fetch();
      if (answer.status() !== 200) return route.fulfill({ response: answer });
      await route.fulfill({ response: answer, json: { ...(await answer.json()), items: [] } });
    });
    await signIn(nation.tab, service.tokens[OFFICER]);
    await nation.tab.getByText("该地区下没有乡镇").waitFor();
  });
  await check("in English every view has its words", async () => {
    await nation.tab.evaluate(() => localStorage.setItem("fazhi.language", "en"));
    await nation.tab.reload();
    await nation.tab.getByRole("link", { name: "Deadlines", exact: true }).first().click();
    await nation.tab.getByRole("heading", { name: /Deadlines of/ }).waitFor();
  });
  await nation.tab.unrouteAll({ behavior: "ignoreErrors" });
  await nation.context.close();
});
