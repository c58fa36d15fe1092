// Who the parties of a case are: entered by the township, masked for the county, disclosed for a purpose, in no storage of the
// browser.
import { axe, open, settled, signIn, SIZES, visit } from "./desk.mjs";
import { check, expect, run } from "./service.mjs";

const TOWNSHIP = "540526201";
const CLERK = "clerk 540526201";
const HEAD = "head 540526201";
const OFFICER = "officer 540526";
const VIEWER = "viewer 540526";
const NUMBER = "11010519491231002X"; // made up

run("parties", async ({ browser, service, page }) => {
  const people = {};
  for (const who of [CLERK, OFFICER, VIEWER]) {
    people[who] = await open(browser, page);
    await signIn(people[who].tab, service.tokens[who]);
  }
  const { tab: clerk } = people[CLERK];
  const { tab: officer } = people[OFFICER];
  const { tab: viewer } = people[VIEWER];
  const made = await service.api(CLERK, "/api/v1/cases", { method: "POST", body: { township_code: TOWNSHIP, kind: "mediation", subject: "有当事人的纠纷", accepted_on: "2026-05-06", mechanism: "peoples_mediation", outcome: "pending", parties: 2 } });
  const { id } = made.data;
  const stored = async () => (await service.api(CLERK, `/api/v1/cases/${id}/parties`)).data;
  const clean = async (tab) => {
    const found = await axe(tab);
    expect(found.length === 0, found.join("\n"));
  };

  await check("until the county allows it, the township is told so, and nobody else sees anything of it", async () => {
    await visit(clerk, `#/cases/${id}`);
    await clerk.getByText("本县没有启用当事人姓名登记").waitFor();
    expect((await clerk.getByRole("link", { name: "登记当事人" }).count()) === 0, "it is offered");
    await visit(viewer, `#/cases/${id}`);
    expect((await viewer.locator("#parties").count()) === 0, "a viewer sees a section");
  });
  await check("the county allows it, for a reason", async () => {
    await officer.getByRole("navigation", { name: "视图和记录" }).getByRole("link", { name: "当事人姓名" }).click();
    await officer.getByText("未启用", { exact: true }).waitFor();
    await clean(officer);
    await officer.getByRole("button", { name: "启用…" }).click();
    const dialog = officer.getByRole("dialog");
    await clean(officer);
    await dialog.getByRole("button", { name: "启用", exact: true }).click();
    await dialog.getByText("请写明理由").waitFor();
    await dialog.getByLabel("理由").fill("办理纠纷须与当事人联系；已作影响评估");
    await dialog.getByRole("button", { name: "启用", exact: true }).click();
    await officer.getByText("已启用", { exact: true }).waitFor();
    const { data } = await service.api(OFFICER, "/api/v1/regions/540526/personal-data");
    expect(data.party_names === true, JSON.stringify(data));
  });
  await check("a clerk enters two parties; what is wrong is said at its field", async () => {
    await clerk.reload();
    await clerk.getByRole("link", { name: "登记当事人" }).click();
    await clerk.getByLabel(/^姓名/).fill("张*丰");
    await clerk.getByLabel(/^案件中的地位/).selectOption("applicant");
    await clerk.getByRole("button", { name: "保存", exact: true }).click();
    await clerk.locator(".field").getByText("不得含星号").waitFor();
    await clean(clerk);
    await clerk.getByLabel(/^姓名/).fill("张三丰");
    await clerk.getByLabel(/^证件号码/).fill(NUMBER);
    await clerk.getByLabel(/^联系电话/).fill("13800005678");
    await clerk.getByRole("button", { name: /加一行当事人/ }).click();
    await clerk.getByLabel(/^姓名/).fill("次仁");
    await clerk.getByLabel(/^案件中的地位/).selectOption("respondent");
  });
  await check("what is typed stands in no storage of the browser, and the step back loses none of it", async () => {
    const kept = await clerk.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
    expect(!kept.includes("张三丰") && !kept.includes(NUMBER), kept);
    await clerk.goBack();
    await settled(clerk);
    await clerk.goForward();
    await settled(clerk);
    await clerk.getByRole("button", { name: /张三丰/ }).waitFor();
    await clerk.getByRole("button", { name: "保存", exact: true }).click();
    await clerk.getByText("已保存。").waitFor();
    const { items, version } = await stored();
    expect(version === 1 && items.length === 2 && items[0].identity_number === NUMBER && items[1].role === "respondent", JSON.stringify(items));
  });
  await check("the township sees them in clear", async () => {
    const own = clerk.getByRole("region", { name: /^当事人/ });
    await own.getByText("张三丰").waitFor();
    await own.getByText(/13800005678/).waitFor();
    await clean(clerk);
  });
  await check("the county sees that there are two, and not who they are", async () => {
    await viewer.reload(); // what was read a moment ago is not asked again
    const masked = viewer.getByRole("region", { name: /^当事人/ });
    await masked.getByText("张**").waitFor();
    await masked.getByText("已掩码").waitFor();
    expect((await masked.getByRole("button").count()) + (await masked.getByRole("link").count()) === 0, "a viewer is offered something");
    expect(!(await viewer.content()).includes("张三丰"), "the name is in the page");
    await clean(viewer);
  });
  await check("an officer has them disclosed for a purpose, which stands in the trail; leaving the page hides them again", async () => {
    await visit(officer, `#/cases/${id}`);
    await officer.getByRole("button", { name: "查看原文…" }).click();
    const dialog = officer.getByRole("dialog");
    await dialog.getByLabel("查看用途").fill("核实");
    await dialog.getByRole("button", { name: "查看", exact: true }).click();
    await dialog.locator(".error").waitFor(); // too short to be a purpose
    await dialog.getByLabel("查看用途").fill("信访复查，与当事人核实办理情况");
    await dialog.getByRole("button", { name: "查看", exact: true }).click();
    await officer.getByText("张三丰").waitFor();
    await clean(officer);
    const kept = await officer.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
    expect(!kept.includes("张三丰"), kept);
    const { data } = await service.api("auditor 540526", `/api/v1/changes?resource=disclosures&region=${TOWNSHIP}`);
    expect(data.items.some(({ after }) => after.case_id === id && after.purpose.startsWith("信访复查")), JSON.stringify(data.items));
    expect((await officer.getByRole("link", { name: "修改当事人" }).count()) === 0, "an officer is offered to change them");
    await visit(officer, "#/r/540526/cases?year=2026");
    await officer.goBack();
    await officer.getByText("张**").waitFor();
    expect((await officer.getByText("张三丰").count()) === 0, "still in clear");
  });
  await check("two people at one list see that, and choose", async () => {
    await clerk.getByRole("link", { name: "修改当事人" }).click();
    await clerk.getByRole("button", { name: /次仁/ }).click();
    await clerk.getByLabel(/^姓名/).fill("次仁多吉");
    const { items } = await stored();
    const replaced = await service.api(HEAD, `/api/v1/cases/${id}/parties`, { method: "PUT", headers: { "If-Match": '"1"' }, body: { items: [...items, { name: "卓玛", role: "third_party" }] } });
    expect(replaced.status === 200, JSON.stringify(replaced.data));
    await clerk.getByRole("button", { name: "保存", exact: true }).click();
    await clerk.getByText(/您填写期间.*也改了/).waitFor();
    await clerk.getByText(/卓玛/).waitFor();
    await clean(clerk);
    await clerk.getByRole("button", { name: "按我填的保存" }).click();
    await clerk.getByText("已保存。").waitFor();
    const after = await stored();
    expect(after.version === 3 && after.items.map(({ name }) => name).join() === "张三丰,次仁多吉", JSON.stringify(after.items));
  });
  await check("a case of a past year asks for the reason that the service asks for", async () => {
    const [old] = (await service.api(CLERK, `/api/v1/cases?township=${TOWNSHIP}&year=2024&limit=1`)).data.items;
    await visit(clerk, `#/cases/${old.id}/parties`);
    await clerk.getByLabel(/^姓名/).fill("扎西");
    await clerk.getByLabel(/^案件中的地位/).selectOption("other");
    await clerk.getByRole("button", { name: "保存", exact: true }).click();
    const dialog = clerk.getByRole("dialog");
    const asked = await Promise.race([dialog.waitFor().then(() => true), clerk.getByText("已保存。").waitFor().then(() => false)]);
    if (asked) {
      await dialog.getByLabel("理由").fill("补登去年的当事人");
      await dialog.getByRole("button", { name: "保存" }).click();
      await clerk.getByText("已保存。").waitFor();
    }
    await clerk.getByRole("region", { name: /^当事人/ }).getByText("扎西").waitFor();
  });
  await check("on a phone it is entered as well", async () => {
    await clerk.setViewportSize(SIZES.phone);
    for (const view of [`#/cases/${id}/parties`, `#/cases/${id}`]) {
      await visit(clerk, view);
      const over = await clerk.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over <= 0, `${view}: ${over} px too wide`);
      await clean(clerk);
    }
    await clerk.setViewportSize(SIZES.laptop);
  });
  await check("switched off again, everybody sees them masked, and the township takes them out", async () => {
    const off = await service.api(OFFICER, "/api/v1/regions/540526/personal-data?reason=%E5%81%9C%E7%94%A8", { method: "PUT", headers: { "If-Match": "*" }, body: { party_names: false } });
    expect(off.status === 200, JSON.stringify(off.data));
    await clerk.reload();
    await clerk.getByText("张**").waitFor();
    await clerk.getByRole("link", { name: "删去当事人" }).click();
    await clerk.getByRole("button", { name: "全部删去" }).click();
    await clerk.getByText("已保存。").waitFor();
    expect((await stored()).items.length === 0, "they are still there");
  });
  for (const [who, { wrong }] of Object.entries(people)) await check(`nothing went wrong for ${who}`, () => expect(wrong.length === 0, wrong.join("\n")));
});
