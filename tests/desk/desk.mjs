// The page in a tab, as a person uses it. What a page must never do fails whatever test is running: break its policy, throw,
// ask another origin, leave an error in the console.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const SIZES = { phone: { width: 360, height: 740 }, laptop: { width: 1280, height: 800 }, wall: { width: 1920, height: 1080 } };

/** Errors of the console that a test brings about itself. */
const EXPECTED = /status of (400|401|403|404|409|412|422|428|429|502|503)|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED|net::ERR_/;

/** Opens a tab; `wrong` collects what must not happen. */
export async function open(browser, page, { size = SIZES.laptop, ...options } = {}) {
  const context = await browser.newContext({ viewport: size, locale: "zh-CN", timezoneId: "Asia/Shanghai", ...options });
  const tab = await context.newPage();
  tab.setDefaultTimeout(15_000);
  const wrong = [];
  const origin = new URL(page).origin;
  tab.on("pageerror", (error) => wrong.push(`error: ${error.stack}`));
  tab.on("console", (message) => {
    if (message.type() === "error" && !EXPECTED.test(message.text())) wrong.push(`console: ${message.text()}`);
  });
  tab.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(blob|data):/.test(url)) wrong.push(`asks another origin: ${url}`);
  });
  tab.on("dialog", (dialog) => dialog.accept()); // reloading with something unsaved
  await tab.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
    addEventListener("unhandledrejection", (event) => console.error(`rejection: ${event.reason}`));
  });
  await tab.goto(page);
  return { context, tab, wrong };
}

export async function signIn(tab, token) {
  await tab.getByLabel(/^令牌|^Token/).fill(token);
  await tab.getByRole("button", { name: /^(登录|Sign in)$/ }).click();
  await tab.waitForSelector(".shell");
}

/** Goes to a view by its address, as somebody who was sent a link. */
export async function visit(tab, hash) {
  await tab.evaluate((to) => {
    location.hash = to;
  }, hash);
  await settled(tab);
}

/** Waits until nothing more is being read. */
export async function settled(tab) {
  await tab.waitForFunction(() => document.querySelector("#heading") && !document.querySelector(".still"));
  await tab.waitForTimeout(250);
}

/** What axe finds that is serious or worse. */
export async function axe(tab) {
  await tab.evaluate(AXE); // the policy rightly refuses a script tag
  const { violations } = await tab.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary?.split("\n")[1] ?? ""}`).join(" | ")}`);
}
