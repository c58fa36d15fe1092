import { client } from "./hey-api/client.gen.js";
import {
  createActivity, listActivities, listChanges, patchActivity, readActivity, readActivityHistory, readFigures,
  restoreActivity, streamChanges, voidActivity,
} from "./hey-api/sdk.gen.js";
import { expect, heldOn, run, there, token, township, url, year } from "./scenario.js";

client.setConfig({ baseUrl: url, auth: token });
const tag = (response: Response | undefined) => there(response?.headers.get("ETag"), response?.status);

await run({
  async create(title, reason) {
    const { data, error, response } = await createActivity({
      headers: { "X-Change-Reason": encodeURIComponent(reason) },
      body: { township_code: township, kind: "training", held_on: heldOn, title },
    });
    return { id: there(data, error).id, etag: tag(response) };
  },
  async list() {
    const query = { township, year, kind: ["training" as const, "publicity" as const], limit: 200 };
    const { data, error } = await listActivities({ query });
    return there(data, error).items;
  },
  async patch({ id, etag }, reason) {
    const { data, error, response } = await patchActivity({
      path: { id }, headers: { "If-Match": etag }, query: { reason }, body: { persons: 15, note: null },
    });
    return { persons: there(data, error).persons, etag: tag(response) };
  },
  async figure() {
    const { data, error } = await readFigures({ path: { code: township }, query: { year } });
    const figures = there(data, error);
    expect("items" in figures, figures);
    return "items" in figures ? figures.items.find((item) => item.indicator === "training_sessions") : undefined;
  },
  async readAgain({ id, etag }) {
    const { response } = await readActivity({ path: { id }, headers: { "If-None-Match": etag } });
    return there(response, "no response").status;
  },
  /** Twice: page by page, and as a stream. */
  async feed(id) {
    const { data, error } = await listChanges({ query: { record: id } });
    const actions = there(data, error).items.map((change) => change.action);
    const streamed: string[] = [];
    const { stream } = await streamChanges({ query: { record: id, seconds: 5 }, sseMaxRetryAttempts: 1 });
    for await (const change of stream) {
      if (typeof change !== "string") streamed.push(change.action);
      if (streamed.length === actions.length) break;
    }
    expect(streamed.join() === actions.join(), { streamed, actions });
    return actions;
  },
  async void({ id, etag }, reason) {
    const { data, error, response } = await voidActivity({ path: { id }, headers: { "If-Match": etag }, query: { reason } });
    return { id: there(data, error).id, etag: tag(response) };
  },
  async restore({ id, etag }, reason) {
    const { data, error, response } = await restoreActivity({ path: { id }, headers: { "If-Match": etag }, query: { reason } });
    return { id: there(data, error).id, etag: tag(response) };
  },
  async reasons(id) {
    const { data, error } = await readActivityHistory({ path: { id } });
    return there(data, error).items.map((entry) => entry.reason);
  },
});
process.exit(0); // a stream that was left may still hold its connection
