// What thousands of polls of a matrix leave in memory. Time is compressed: the page waits a moment between two polls in place of a
// minute. DESK_POLLS=10000 is the whole measurement, of some minutes.
import { open, settled, signIn, visit } from "./desk.mjs";
import { check, expect, run } from "./service.mjs";

const POLLS = Number(process.env.DESK_POLLS ?? 1_000);
/** What 10,000 polls may leave, in MiB. */
const MOST_MIB = 20;
const MOST_OF_POLLS = 10_000;
/** Polls before the first measurement: what is kept once is kept by then. */
const WARM_UP = 200;
/** A record is changed so many times meanwhile, so that not every answer is the one before. */
const CHANGES = 10;
const MIB = 1024 * 1024;
const CLERK = "clerk 540526201";
const OFFICER = "officer 540526";

/** Long waits become moments while `__fast` is set, those that have begun too; polls of the matrix are counted. */
function compressTime() {
  const wait = globalThis.setTimeout;
  const ask = globalThis.fetch;
  const LONG_MS = 10_000;
  const MOMENT_MS = 1;
  globalThis.__polls = 0;
  globalThis.__hidden = false;
  globalThis.setTimeout = (work, milliseconds, ...rest) => {
    if (!(milliseconds >= LONG_MS)) return wait(work, milliseconds, ...rest);
    const until = Date.now() + milliseconds;
    const look = () => (globalThis.__fast || Date.now() >= until ? work(...rest) : wait(look, MOMENT_MS));
    return wait(look, MOMENT_MS);
  };
  globalThis.fetch = (request, ...rest) => {
    if (request.url.includes("/figures?")) globalThis.__polls += 1;
    return ask(request, ...rest);
  };
  // A tab in the background polls; it draws what changed all the same.
  Object.defineProperty(document, "hidden", { get: () => globalThis.__hidden });
}

run("memory", async ({ browser, service, page }) => {
  const { tab, context, wrong } = await open(browser, page);
  await tab.addInitScript(compressTime);
  await tab.reload();
  await signIn(tab, service.tokens[OFFICER]);
  await visit(tab, "#/r/540526/matrix?year=2026");
  const devtools = await context.newCDPSession(tab);
  await devtools.send("Performance.enable");

  async function poll(count) {
    const from = await tab.evaluate(() => {
      globalThis.__fast = true;
      return globalThis.__polls;
    });
    await tab.waitForFunction((until) => globalThis.__polls >= until, from + count, { polling: 100, timeout: 600_000 });
    await tab.evaluate(() => {
      globalThis.__fast = false;
    });
    await settled(tab);
  }

  async function measured() {
    for (let i = 0; i < 2; i += 1) await devtools.send("HeapProfiler.collectGarbage");
    const { metrics } = await devtools.send("Performance.getMetrics");
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  }

  const made = await service.api(CLERK, "/api/v1/activities", { method: "POST", body: { township_code: "540526201", kind: "training", held_on: "2026-10-10", title: "反复修改的培训", person_times: 1 } });
  const change = async (times) => {
    const { status, data } = await service.api(CLERK, `/api/v1/activities/${made.data.id}`, { method: "PATCH", headers: { "If-Match": "*", "Content-Type": "application/merge-patch+json" }, body: { person_times: times } });
    expect(status === 200, JSON.stringify(data));
  };

  await check(`${POLLS} polls of a matrix leave less than ${MOST_MIB} MiB in 10,000, no nodes and no listeners`, async () => {
    // What comes in by the stream tells it that the tab has gone into the background.
    await tab.evaluate(() => {
      globalThis.__hidden = true;
    });
    await change(2);
    await poll(WARM_UP);
    const before = await measured();
    const started = Date.now();
    for (let i = 0; i < CHANGES; i += 1) {
      await change(10 + i);
      await poll(Math.ceil(POLLS / CHANGES));
    }
    const after = await measured();
    const grown = (after.JSHeapUsedSize - before.JSHeapUsedSize) / MIB;
    console.log(
      `      ${((Date.now() - started) / 1000).toFixed(0)} s; heap ${(before.JSHeapUsedSize / MIB).toFixed(1)} → ${(after.JSHeapUsedSize / MIB).toFixed(1)} MiB, nodes ${before.Nodes} → ${after.Nodes}, listeners ${before.JSEventListeners} → ${after.JSEventListeners}`,
    );
    expect(grown < (MOST_MIB * POLLS) / MOST_OF_POLLS, `${grown.toFixed(2)} MiB more`);
    expect(after.JSEventListeners <= before.JSEventListeners, `${after.JSEventListeners - before.JSEventListeners} listeners more`);
    expect(after.Nodes <= before.Nodes, `${after.Nodes - before.Nodes} nodes more`);
  });
  await check("the polls saw the changes", async () => {
    const shown = await tab.locator('td[data-cell="540526201 training_person_times"] a').innerText();
    const { data } = await service.api(OFFICER, "/api/v1/regions/540526/figures?year=2026&by=township");
    const row = data.rows.find(({ region }) => region.code === "540526201");
    expect(shown === String(row.items[data.columns.indexOf("training_person_times")].value), shown);
  });
  await check("nothing went wrong on the way", () => expect(wrong.length === 0, wrong.join("\n")));
});
