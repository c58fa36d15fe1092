import {
  createActivity, listActivities, listChanges, patchActivity, readActivity, readActivityHistory, readFigures,
  restoreActivity, voidActivity,
} from "./orval/fazhi.js";
import { ListActivitiesResponse, ReadFiguresResponse } from "./orval/fazhi.zod.js";
import { heldOn, run, there, township, year } from "./scenario.js";

const tag = (headers: Headers) => there(headers.get("ETag"), "no ETag");
const conditional = (etag: string) => ({ headers: { "If-Match": etag } });

/** What an answer of this status holds; the status is what tells the types of answers apart. */
function refused(answer: { status: number; data: unknown }): never {
  throw new Error(`answered ${answer.status}: ${JSON.stringify(answer.data)}`);
}

await run({
  async create(title, reason) {
    const body = { township_code: township, kind: "training" as const, held_on: heldOn, title };
    const answer = await createActivity(body, { reason });
    if (answer.status !== 201) refused(answer);
    return { id: answer.data.id, etag: tag(answer.headers) };
  },
  async list() {
    const answer = await listActivities({ township, year, kind: ["training", "publicity"], limit: 200 });
    if (answer.status !== 200) refused(answer);
    return ListActivitiesResponse.parse(answer.data).items;
  },
  async patch({ id, etag }, reason) {
    const answer = await patchActivity(id, { persons: 15, note: null }, { reason }, conditional(etag));
    if (answer.status !== 200) refused(answer);
    return { persons: answer.data.persons, etag: tag(answer.headers) };
  },
  async figure() {
    const answer = await readFigures(township, { year });
    if (answer.status !== 200) refused(answer);
    const figures = ReadFiguresResponse.parse(answer.data);
    return "items" in figures ? figures.items.find((item) => item.indicator === "training_sessions") : undefined;
  },
  async readAgain({ id, etag }) {
    const answer = await readActivity(id, {}, { headers: { "If-None-Match": etag } });
    return answer.status;
  },
  async feed(id) {
    const answer = await listChanges({ record: id });
    if (answer.status !== 200) refused(answer);
    return answer.data.items.map((change) => change.action);
  },
  async void({ id, etag }, reason) {
    const answer = await voidActivity(id, { reason }, conditional(etag));
    if (answer.status !== 200) refused(answer);
    return { id: answer.data.id, etag: tag(answer.headers) };
  },
  async restore({ id, etag }, reason) {
    const answer = await restoreActivity(id, { reason }, conditional(etag));
    if (answer.status !== 200) refused(answer);
    return { id: answer.data.id, etag: tag(answer.headers) };
  },
  async reasons(id) {
    const answer = await readActivityHistory(id);
    if (answer.status !== 200) refused(answer);
    return answer.data.items.map((entry) => entry.reason);
  },
});
