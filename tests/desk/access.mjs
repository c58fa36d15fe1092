// Accounts and tokens: an administrator makes an account, issues its token, which is shown once, replaces and revokes it; others
// see their own account, and nothing of this.
import { axe, open, settled, signIn, SIZES, visit } from "./desk.mjs";
import { check, expect, run } from "./service.mjs";

const ADMIN = "admin 540526";
const CLERK = "clerk 540526201";

run("access", async ({ browser, service, page }) => {
  const { tab, wrong, context } = await open(browser, page);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(tab, service.tokens[ADMIN]);
  const clean = async (one = tab) => {
    const found = await axe(one);
    expect(found.length === 0, found.join("\n"));
  };
  const accounts = async () => (await service.api(ADMIN, "/api/v1/accounts?limit=200")).data.items;
  let made;
  let token;

  await check("an administrator finds accounts and tokens in the side, all of them with their roles", async () => {
    await tab.getByRole("navigation", { name: "视图和记录" }).getByRole("link", { name: "账号和令牌" }).click();
    await settled(tab);
    for (const { name } of await accounts()) await tab.getByRole("row", { name }).waitFor();
    await tab.getByRole("row", { name: /古堆乡经办人/ }).getByText("经办人 · 古堆乡").waitFor();
    await clean();
  });
  await check("an account is made with a role at a township; what is missing is said", async () => {
    await tab.getByRole("link", { name: "建立账号" }).click();
    await tab.getByRole("button", { name: "建立账号" }).click();
    await tab.getByText(/有\d处要改/).waitFor();
    await clean();
    await tab.getByLabel(/^账号名称/).fill("古堆乡新来的经办人");
    await tab.getByLabel(/^角色/).last().selectOption("clerk");
    await tab.getByLabel(/^生效区划/).selectOption("540526201");
    await tab.getByRole("button", { name: "建立账号" }).click();
    await tab.getByText("账号已建立").waitFor();
    made = (await accounts()).find(({ name }) => name === "古堆乡新来的经办人");
    expect(made.roles.length === 1 && made.roles[0].role === "clerk" && made.roles[0].region === "540526201", JSON.stringify(made));
    await clean();
  });
  await check("its token is shown once, and copied; Escape does not lose it", async () => {
    await tab.getByRole("button", { name: "发放令牌…" }).click();
    const dialog = tab.getByRole("dialog");
    expect((await dialog.getByLabel(/^令牌名称/).inputValue()) === "古堆乡新来的经办人", "the name is not offered");
    await dialog.getByLabel(/^有效天数/).fill("30");
    await clean();
    await dialog.getByRole("button", { name: "发放", exact: true }).click();
    token = await dialog.getByRole("textbox", { name: "令牌", exact: true }).inputValue();
    expect(/^fz_/.test(token), token);
    await clean();
    await tab.keyboard.press("Escape");
    await dialog.getByRole("button", { name: "复制" }).click();
    await dialog.getByText("已复制").waitFor();
    expect((await tab.evaluate(() => navigator.clipboard.readText())) === token, "not copied");
    await dialog.getByRole("button", { name: "已存好，关闭" }).click();
    await dialog.waitFor({ state: "detached" });
    await tab.locator("#tokens").getByText("1个有效").waitFor();
    const kept = await tab.evaluate(() => document.documentElement.outerHTML + JSON.stringify({ ...sessionStorage, ...localStorage }));
    expect(!kept.includes(token), "the token stays in the page");
  });
  await check("whoever has it signs in, sees the township, and of accounts only the own", async () => {
    const holder = await open(browser, page);
    await signIn(holder.tab, token);
    await settled(holder.tab);
    await holder.tab.getByRole("heading", { name: /^古堆乡/ }).waitFor();
    expect((await holder.tab.getByRole("link", { name: "账号和令牌" }).count()) === 0, "a clerk is offered the accounts");
    await holder.tab.locator("summary", { hasText: "我" }).click();
    await holder.tab.getByRole("link", { name: "我的账号" }).click();
    await holder.tab.getByRole("heading", { name: "古堆乡新来的经办人" }).waitFor();
    await holder.tab.getByText(token.split("_")[1]).waitFor();
    await clean(holder.tab);
    await visit(holder.tab, "#/accounts");
    await holder.tab.getByText("您的角色不能做这件事").waitFor();
    expect(holder.wrong.length === 0, holder.wrong.join("\n"));
    await holder.context.close();
  });
  await check("a token is replaced: a new one, and the old one serves on", async () => {
    await tab.getByRole("button", { name: /^更换/ }).click();
    await tab.getByRole("dialog").getByRole("button", { name: "更换", exact: true }).click();
    const next = await tab.getByRole("dialog").getByRole("textbox", { name: "令牌", exact: true }).inputValue();
    expect(next !== token && /^fz_/.test(next), next);
    await tab.getByRole("button", { name: "已存好，关闭" }).click();
    await tab.locator("#tokens").getByText("2个有效").waitFor();
  });
  await check("a token is revoked, for a reason, and refused from then on", async () => {
    await tab.getByRole("button", { name: new RegExp(`^撤销.*${token.split("_")[1]}`) }).click();
    await clean();
    await tab.getByRole("dialog").getByLabel("理由").fill("不再使用");
    await tab.getByRole("dialog").getByRole("button", { name: "撤销", exact: true }).click();
    await tab.getByText("已撤销", { exact: true }).waitFor();
    const refused = await fetch(`${service.address}/api/v1/me`, { headers: { Authorization: `Bearer ${token}` } });
    expect(refused.status === 401, `${refused.status}`);
  });
  await check("another role is given, and the account disabled; its history tells all of it", async () => {
    await tab.getByRole("link", { name: "修改、停用" }).click();
    await tab.getByRole("button", { name: /加一行角色/ }).click();
    await tab.getByLabel(/^角色/).last().selectOption("viewer");
    await tab.getByLabel(/^生效区划/).selectOption("540526");
    await tab.getByRole("checkbox", { name: "停用" }).check();
    await tab.getByRole("button", { name: "保存", exact: true }).click();
    await tab.getByText("已保存。").waitFor();
    await tab.getByText("拒绝它的全部令牌").waitFor();
    expect((await tab.getByRole("button", { name: "发放令牌…" }).count()) === 0, "a token is offered for a disabled account");
    const now = (await accounts()).find(({ id }) => id === made.id);
    expect(now.disabled_at && now.roles.length === 2, JSON.stringify(now));
    await tab.getByRole("link", { name: "历史" }).click();
    for (const action of ["新建", "发放令牌", "更换令牌", "撤销令牌", "替换"]) await tab.getByText(action, { exact: true }).first().waitFor();
    await tab.getByText("不再使用").waitFor();
    await tab.getByText(/古堆乡新来的经办人 \w+（.*失效）/).first().waitFor();
    expect(!(await tab.locator("main").innerText()).includes('"'), "the history shows what is for programs");
    await clean();
  });
  await check("of the own account only the token in use is replaced, and this tab goes on with the new one", async () => {
    await visit(tab, "#/me");
    await clean();
    const [own] = (await accounts()).filter(({ name }) => name.startsWith("措美县管理员"));
    await visit(tab, `#/accounts/${own.id}`);
    await tab.getByText("这是您自己的账号").waitFor();
    expect((await tab.getByRole("button", { name: "发放令牌…" }).count()) + (await tab.getByRole("link", { name: "修改、停用" }).count()) === 0, "the own account can be changed");
    const before = await tab.evaluate(() => sessionStorage.getItem("fazhi.token"));
    await tab.getByRole("button", { name: /^更换/ }).click();
    await tab.getByRole("dialog").getByRole("button", { name: "更换", exact: true }).click();
    await tab.getByText("本标签页已改用新令牌").waitFor();
    await tab.getByRole("button", { name: "已存好，关闭" }).click();
    const after = await tab.evaluate(() => sessionStorage.getItem("fazhi.token"));
    expect(after !== before, "the tab goes on with the old one");
    await visit(tab, "#/accounts");
    await tab.getByRole("row", { name: /古堆乡经办人/ }).waitFor();
  });
  await check("on a phone nothing is wider than the window, and the accounts are found", async () => {
    await tab.setViewportSize(SIZES.phone);
    await visit(tab, "#/r/540526/more");
    await tab.getByRole("main").getByRole("link", { name: "账号和令牌" }).last().click();
    await settled(tab);
    for (const view of ["#/accounts", "#/accounts/new", `#/accounts/${made.id}`, `#/accounts/${made.id}/edit`, "#/me"]) {
      await visit(tab, view);
      const over = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over <= 0, `${view}: ${over} px too wide`);
      await clean();
    }
    await tab.setViewportSize(SIZES.laptop);
  });
  await check("found by its name", async () => {
    await visit(tab, "#/accounts");
    await tab.getByRole("searchbox").fill("新来的");
    await tab.getByRole("row", { name: /哲古镇/ }).waitFor({ state: "detached" });
    expect((await tab.getByRole("row").count()) === 2, "not one account and the head");
  });
  await check("the token in use is revoked: signed out", async () => {
    await visit(tab, "#/me");
    const inUse = tab.locator("li", { hasText: "正在使用" });
    await inUse.getByRole("button", { name: /^撤销/ }).click();
    await tab.getByText("撤销后立即退出").waitFor();
    await tab.getByRole("dialog").getByRole("button", { name: "撤销", exact: true }).click();
    await tab.getByRole("button", { name: "登录" }).waitFor();
  });
  await check("nothing went wrong on the way", () => expect(wrong.length === 0, wrong.join("\n")));
});
