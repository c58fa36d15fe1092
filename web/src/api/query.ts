// What was read, and what is shown of it. Each question has one entry; views watch entries, the feed has them asked again.
import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { language } from "../text/language.ts";
import { GET } from "./client.ts";
import { connection, heardProblem } from "./connection.ts";
import type { paths } from "./contract.d.ts";
import { ApiProblem } from "./problems.ts";

export type GetPath = { [P in keyof paths]: paths[P] extends { get: { responses: { 200: unknown } } } ? P : never }[keyof paths];
type Operation<P extends GetPath> = paths[P]["get"] extends infer O ? O : never;
export type Answer<P extends GetPath> = Operation<P> extends { responses: { 200: { content: { "application/json": infer D } } } } ? D : never;

export interface Params {
  path?: Record<string, string | number>;
  query?: Record<string, string | number | boolean | string[] | undefined>;
}

export interface Entry<T> {
  data?: T;
  /** What was there before the last change, to show what changed. */
  before?: T;
  etag?: string;
  error?: ApiProblem;
  /** When the service last said that this is current, and when it last was something new. */
  at: number;
  changedAt: number;
}

interface Kept {
  key: string;
  path: GetPath;
  params: Params;
  state: Signal<Entry<unknown>>;
  watchers: number;
  loading: Promise<void> | null;
  again: boolean;
}

const MOST_KEPT = 200;
const FRESH_MS = 3_000;
const cache = new Map<string, Kept>();

export function keyOf(path: string, params: Params): string {
  return `${language.value} ${path} ${JSON.stringify(params)}`;
}

function kept(path: GetPath, params: Params): Kept {
  const key = keyOf(path, params);
  let found = cache.get(key);
  if (found) {
    cache.delete(key); // the most recently used stands last
  } else {
    found = { key, path, params, state: signal({ at: 0, changedAt: 0 }), watchers: 0, loading: null, again: false };
  }
  cache.set(key, found);
  if (cache.size > MOST_KEPT) {
    const oldest = [...cache.values()].find((entry) => entry.watchers === 0);
    if (oldest) cache.delete(oldest.key);
  }
  return found;
}

/** Reads, and tells the entry; every watcher of the same question gets the same answer. */
function load(entry: Kept): Promise<void> {
  if (entry.loading) {
    entry.again = true;
    return entry.loading;
  }
  entry.loading = ask(entry).finally(() => {
    entry.loading = null;
    if (entry.again) {
      entry.again = false;
      void load(entry);
    }
  });
  return entry.loading;
}

async function ask(entry: Kept): Promise<void> {
  const { etag } = entry.state.peek();
  try {
    const { data, response } = await GET(entry.path as "/api/v1/me", {
      params: entry.params as object,
      ...(etag && { headers: { "If-None-Match": etag } }),
    });
    const now = Date.now();
    const old = entry.state.peek();
    entry.state.value =
      response.status === 304
        ? { ...old, error: undefined, at: now }
        : { data, before: old.data, etag: response.headers.get("ETag") ?? undefined, at: now, changedAt: now };
  } catch (error) {
    const problem = error instanceof ApiProblem ? error : new ApiProblem({ code: "internal", detail: String(error) });
    const old = entry.state.peek();
    // Old data stays readable while the service is away.
    entry.state.value = problem.isPassing && old.data ? { ...old, error: problem } : { at: old.at, changedAt: old.changedAt, error: problem };
    if (problem.isPassing) setTimeout(() => entry.watchers > 0 && void load(entry), heardProblem(problem));
  }
}

const NOTHING: Signal<Entry<never>> = signal({ at: 0, changedAt: 0 });

/** Watches an answer while the component is shown; `null` asks nothing. */
export function useQuery<P extends GetPath>(path: P, params: Params | null): Entry<Answer<P>> {
  const key = params && keyOf(path, params);
  const entry = useMemo(() => (params ? kept(path, params) : null), [key]);
  useEffect(() => {
    if (!entry) return;
    entry.watchers += 1;
    if (!entry.state.peek().data || Date.now() - entry.state.peek().at > FRESH_MS) void load(entry);
    return () => {
      entry.watchers -= 1;
    };
  }, [entry]);
  return (entry ? entry.state : NOTHING).value as Entry<Answer<P>>;
}

/** Reads once, from memory where it is fresh. */
export async function readOnce<P extends GetPath>(path: P, params: Params, fresh = false): Promise<Entry<Answer<P>>> {
  const entry = kept(path, params);
  if (fresh || !entry.state.peek().data) await load(entry);
  const state = entry.state.peek() as Entry<Answer<P>>;
  if (state.error && !state.data) throw state.error;
  return state;
}

/** Has the watched answers asked again that `wanted` names; others are asked when they are next shown. */
export function refresh(wanted: (path: string, params: Params) => boolean = () => true): void {
  for (const entry of cache.values()) {
    if (!wanted(entry.path, entry.params)) continue;
    if (entry.watchers > 0) void load(entry);
    else entry.state.value = { ...entry.state.peek(), at: 0 };
  }
}

/** When the oldest of what is shown was last known to be current. */
export function oldestShown(): number {
  const shown = [...cache.values()].filter((entry) => entry.watchers > 0 && entry.state.peek().at > 0);
  return Math.min(...shown.map((entry) => entry.state.peek().at), Date.now());
}

export function forgetAll(): void {
  cache.clear();
  connection.value = { state: "here" };
}
