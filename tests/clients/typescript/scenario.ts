// What every client does, written once; each generated client says how (interface Client).
function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

export const url = setting("FAZHI_URL");
export const token = setting("FAZHI_TOKEN");
export const bearer = `Bearer ${token}`;

export const township = "540526201";
/** In a year that is over: whatever changes its figures needs a reason. */
export const year = new Date().getFullYear() - 1;
export const heldOn = `${year}-03-05`;

/** A record with its tag: what the next change of it has to name. */
export interface Tagged {
  id: string;
  etag: string;
}

export interface Client {
  create(title: string, reason: string): Promise<Tagged>;
  /** The trainings and publicity campaigns of the year. */
  list(): Promise<{ id: string; kind: string }[]>;
  /** Fifteen people were there; says how many the answer says. */
  patch(record: Tagged, reason: string): Promise<{ etag: string; persons: number | null | undefined }>;
  /** The township's number of training sessions in the year. */
  figure(): Promise<{ status: string; value: unknown } | undefined>;
  /** The status of reading what one has already. */
  readAgain(record: Tagged): Promise<number>;
  /** What the feed says was done to the record. */
  feed(id: string): Promise<string[]>;
  void(record: Tagged, reason: string): Promise<Tagged>;
  restore(record: Tagged, reason: string): Promise<Tagged>;
  /** The reasons in its history, latest first. */
  reasons(id: string): Promise<(string | null)[]>;
}

const [created, patched, voided, restored] = ["补录三月的培训", "按签到表核对", "重复登记", "并非重复：当日两场"] as const;

/** Fails with what was found. */
export function expect(holds: boolean, found: unknown): void {
  if (!holds) throw new Error(`unexpected: ${JSON.stringify(found)}`);
}

/** What there has to be. */
export function there<T>(value: T | null | undefined, otherwise: unknown): T {
  if (value === null || value === undefined) throw new Error(`nothing there: ${JSON.stringify(otherwise)}`);
  return value;
}

export async function run(client: Client): Promise<void> {
  const made = await client.create("民法典专题讲座", created);
  const listed = await client.list();
  expect(listed.some((item) => item.id === made.id), listed);
  expect(listed.every((item) => ["training", "publicity"].includes(item.kind)), listed);
  const { etag, persons } = await client.patch(made, patched);
  expect(persons === 15 && etag !== made.etag, { persons, etag });
  const figure = await client.figure();
  expect(figure?.status === "computed" && typeof figure.value === "number", figure);
  const status = await client.readAgain({ id: made.id, etag });
  expect(status === 304, status);
  const off = await client.void({ id: made.id, etag }, voided);
  await client.restore(off, restored);
  const actions = await client.feed(made.id);
  expect(JSON.stringify(actions) === '["created","patched","voided","restored"]', actions);
  const reasons = await client.reasons(made.id);
  expect(JSON.stringify(reasons) === JSON.stringify([restored, voided, patched, created]), reasons);
}
