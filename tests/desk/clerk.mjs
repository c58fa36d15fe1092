// A clerk's day: enter a mediation with its events, correct it, meet a conflict, lose the server in the middle.
import { open, settled, signIn, SIZES, visit } from "./desk.mjs";
import { check, expect, run } from "./service.mjs";

const CLERK = "clerk 540526201";
const TOWNSHIP = "540526201";

run("clerk", async ({ browser, service, page }) => {
  const { tab, wrong, context } = await open(browser, page);
  const cases = async (q) => (await service.api(CLERK, `/api/v1/cases?township=${TOWNSHIP}&q=${encodeURIComponent(q)}&voided=include`)).data.items;

  await check("a wrong token is refused in words", async () => {
    await tab.getByLabel("令牌").fill("fz_wrong_token");
    await tab.getByRole("button", { name: "登录" }).click();
    await tab.getByText("令牌无效").waitFor();
  });
  await check("a clerk signs in and sees the township's home", async () => {
    await signIn(tab, service.tokens[CLERK]);
    await settled(tab);
    await tab.getByRole("heading", { name: /^古堆乡/ }).waitFor();
    for (const name of ["登记", "要办的", "最近登记"]) await tab.getByRole("heading", { name: new RegExp(name) }).first().waitFor();
  });
  await check("what is missing is said at its fields, and first in a summary that has the focus", async () => {
    await tab.getByRole("link", { name: "矛盾纠纷调解" }).click();
    await tab.getByRole("heading", { name: /登记案件/ }).waitFor();
    await tab.getByRole("button", { name: "保存", exact: true }).click();
    await tab.getByText(/有.*处要改/).first().waitFor();
    await tab.locator(".summary").getByRole("button", { name: /事由/ }).click();
    const focused = await tab.evaluate(() => document.activeElement.id);
    expect(focused === "field-subject", `the focus is on ${focused}`);
  });
  await check("a mediation with two events is entered, days typed as people type them", async () => {
    await tab.getByLabel("事由").fill("草场边界纠纷（桌面测试）");
    await tab.getByLabel("受理日期", { exact: false }).first().fill("20260311");
    const add = tab.getByRole("button", { name: /加一行办理过程/ });
    for (const [kind, day] of [["受理", "2026.3.11"], ["办结", "3月20日"]]) {
      await add.click();
      const row = tab.locator(".rows .inside");
      await row.getByLabel(/^过程类型/).fill(kind);
      await row.getByRole("option", { name: kind, exact: true }).click();
      await row.getByLabel(/^发生日期/).first().fill(day);
    }
    await tab.getByLabel(/^办结日期/).first().fill("2026-03-20");
    await tab.getByLabel(/^办理结果/).selectOption("succeeded");
    await tab.getByRole("button", { name: "保存", exact: true }).click();
    await tab.getByText("已保存。").waitFor();
    const [record] = await cases("桌面测试");
    expect(record.accepted_on === "2026-03-11" && record.events.length === 2 && record.events[1].occurred_on === "2026-03-20", JSON.stringify(record));
  });
  await check("a draft survives a reload and is listed on the home page", async () => {
    await visit(tab, `#/activities/new?township=${TOWNSHIP}&kind=training`);
    await tab.getByLabel("活动主题").fill("没有写完的培训");
    await tab.getByText(/草稿已存/).waitFor();
    await tab.reload();
    await settled(tab);
    expect((await tab.getByLabel("活动主题").inputValue()) === "没有写完的培训", "the draft is gone");
    await visit(tab, `#/r/${TOWNSHIP}`);
    await tab.getByText(/没有保存的草稿/).waitFor();
    await visit(tab, `#/activities/new?township=${TOWNSHIP}&kind=training`);
    await tab.getByRole("button", { name: "放弃草稿" }).click();
  });
  await check("a telephone number is asked about before it is stored", async () => {
    await visit(tab, `#/cases/new?township=${TOWNSHIP}&kind=mediation`);
    await tab.getByLabel("事由").fill("找扎西 13908931234 的纠纷");
    await tab.getByLabel(/^受理日期/).first().fill("2026-04-01");
    await tab.getByRole("button", { name: "保存", exact: true }).click();
    await tab.getByText(/疑似含有身份证号/).waitFor();
    expect((await cases("13908931234")).length === 0, "it is stored already");
    await tab.getByLabel("事由").fill("找扎西的纠纷");
    await tab.getByRole("button", { name: "保存", exact: true }).click();
    await tab.getByText("已保存。").waitFor();
  });
  await check("two people at the same record see both versions and choose", async () => {
    const [record] = await cases("桌面测试");
    await visit(tab, `#/cases/${record.id}/edit`);
    await tab.getByLabel(/^事由/).fill("草场边界纠纷（桌面测试，我改的）");
    const patched = await service.api("head 540526201", `/api/v1/cases/${record.id}`, {
      method: "PATCH",
      headers: { "If-Match": '"1"', "Content-Type": "application/merge-patch+json" },
      body: { subject: "草场边界纠纷（桌面测试，负责人改的）", parties: 3 },
    });
    expect(patched.status === 200, JSON.stringify(patched.data));
    await tab.getByRole("button", { name: "保存", exact: true }).click();
    await tab.getByText(/也改了这条记录/).waitFor();
    await tab.getByRole("radio", { name: /我改的/ }).check();
    await tab.getByRole("button", { name: "按所选保存" }).click();
    await tab.getByText("已保存。").waitFor();
    const [after] = await cases("桌面测试");
    expect(after.subject.includes("我改的") && after.parties === 3, JSON.stringify(after));
  });
  await check("the history tells both changes", async () => {
    await tab.getByRole("link", { name: "历史" }).click();
    await tab.getByText("第2版").waitFor();
    await tab.getByText("第3版").waitFor();
  });
  await check("the server dies in the middle of saving; saved again there is one record", async () => {
    await visit(tab, `#/cases/new?township=${TOWNSHIP}&kind=mediation`);
    await tab.getByLabel("事由").fill("断线时登记的纠纷");
    await tab.getByLabel(/^受理日期/).first().fill("2026-05-06");
    // The answer is lost on its way: the record is there, and the page cannot know.
    let lost = false;
    await tab.route(/\/api\/v1\/cases$/, async (route) => {
      if (route.request().method() !== "POST" || lost) return route.continue();
      lost = true;
      await route.fetch();
      await service.stop();
      await route.abort("connectionreset");
    });
    await tab.getByRole("button", { name: "保存", exact: true }).click();
    await tab.getByText(/不确定是否已保存/).waitFor();
    await tab.reload();
    await service.start();
    await tab.getByLabel("事由").waitFor({ timeout: 30_000 });
    expect((await tab.getByLabel("事由").inputValue()) === "断线时登记的纠纷", "what was typed is gone");
    await tab.getByRole("button", { name: "保存", exact: true }).click();
    await tab.getByText("已保存。").waitFor();
    const found = await cases("断线时登记");
    expect(found.length === 1, `${found.length} records`);
  });
  await check("none this year: one step, and taken back", async () => {
    await visit(tab, `#/r/${TOWNSHIP}?year=2026`);
    await tab.locator("summary", { hasText: "学法" }).first().click();
    await tab.getByRole("button", { name: /^专题研讨.*今年没有$/ }).click();
    await tab.getByText(/已声明2026年没有/).waitFor();
    const { data } = await service.api(CLERK, `/api/v1/declarations?township=${TOWNSHIP}&year=2026`);
    expect(data.items.some(({ indicators }) => indicators.includes("seminars")), JSON.stringify(data.items));
    await tab.getByRole("button", { name: "撤回" }).click();
    await tab.waitForFunction(() => !document.body.textContent.includes("已声明2026年没有"));
  });
  await check("a change of a past year asks for its reason", async () => {
    await visit(tab, `#/cases/new?township=${TOWNSHIP}&kind=mediation`);
    await tab.getByLabel("事由").fill("补登的纠纷");
    await tab.getByLabel(/^受理日期/).first().fill("2025-05-06");
    await tab.getByRole("button", { name: "保存", exact: true }).click();
    const dialog = tab.getByRole("dialog");
    await dialog.getByLabel("理由").fill("补登去年漏登的");
    await dialog.getByRole("button", { name: "保存" }).click();
    await tab.getByText("已保存。").waitFor();
  });
  await check("the token is revoked while typing: sign in again, the input is kept", async () => {
    await visit(tab, `#/cases/new?township=${TOWNSHIP}&kind=petition`);
    await tab.getByLabel("事由").fill("撤销令牌时正在填的");
    await tab.getByLabel(/^受理日期/).first().fill("2026-06-01");
    await tab.route(/validate_only/, (route) => route.fulfill({ status: 401, contentType: "application/problem+json", body: JSON.stringify({ code: "unauthenticated", status: 401, detail: "" }) }), { times: 1 });
    await tab.getByRole("button", { name: "保存", exact: true }).click();
    const dialog = tab.getByRole("dialog", { name: "登录已失效" });
    await dialog.getByLabel("令牌").fill(service.tokens[CLERK]);
    await dialog.getByRole("button", { name: "登录" }).click();
    await dialog.waitFor({ state: "detached" });
    expect((await tab.getByLabel("事由").inputValue()) === "撤销令牌时正在填的", "the input is gone");
    await tab.getByRole("button", { name: "保存", exact: true }).click();
    await tab.getByText("已保存。").waitFor();
  });
  await check("signing out takes token and drafts along", async () => {
    await visit(tab, `#/activities/new?township=${TOWNSHIP}&kind=training`);
    await tab.getByLabel("活动主题").fill("随退出而去");
    await tab.getByText(/草稿已存/).waitFor();
    await tab.locator("summary", { hasText: "我" }).click();
    await tab.getByRole("button", { name: "退出" }).click();
    await tab.getByLabel("令牌").waitFor();
    const left = await tab.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
    expect(!left.includes("fz_") && !left.includes("随退出而去"), left);
  });
  await check("nothing went wrong on the way", () => expect(wrong.length === 0, wrong.join("\n")));
  await context.close();

  const phone = await open(browser, page, { size: SIZES.phone, hasTouch: true, isMobile: true });
  await check("on a phone a training is entered", async () => {
    await signIn(phone.tab, service.tokens[CLERK]);
    await phone.tab.getByRole("link", { name: "法治培训" }).click();
    await phone.tab.getByLabel("活动主题").fill("手机上登记的培训");
    await phone.tab.getByRole("button", { name: /开展日期：今天/ }).click();
    await phone.tab.getByRole("button", { name: "保存", exact: true }).click();
    await phone.tab.getByText("已保存。").waitFor();
    const wide = await phone.tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide <= 0, `${wide} px wider than the phone`);
  });
  await check("nothing went wrong on the phone", () => expect(phone.wrong.length === 0, phone.wrong.join("\n")));
});
