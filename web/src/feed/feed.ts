// Keeps what is shown current: by the stream of changes while the tab is visible, by asking with If-None-Match otherwise.
import { signal } from "@preact/signals";
import { openStream } from "../api/client.ts";
import { connection, heardProblem } from "../api/connection.ts";
import { ApiProblem } from "../api/problems.ts";
import { refresh } from "../api/query.ts";
import { affects, type Change } from "./affects.ts";
import { readEvents } from "./events.ts";

export type Mode = "off" | "stream" | "poll";

export const feed = signal<{ mode: Mode; at: number }>({ mode: "off", at: 0 });
/** The last changes, newest first, for the status line and for screen readers. */
export const lastChanges = signal<(Change & { at: number })[]>([]);

const SECONDS = 50;
const COALESCE_MS = 500;
const POLL_MS = 15_000;
const POLL_HIDDEN_MS = 60_000;
const FAILURES_BEFORE_POLLING = 2;
const KEPT = 20;

let stop: AbortController | null = null;
let pending: Change[] = [];
let timer = 0;

function note(change: Change): void {
  pending.push(change);
  if (timer) return;
  timer = window.setTimeout(() => {
    const changes = pending;
    pending = [];
    timer = 0;
    const at = Date.now();
    lastChanges.value = [...changes.reverse().map((one) => ({ ...one, at })), ...lastChanges.peek()].slice(0, KEPT);
    refresh((path, params) => changes.some((one) => affects(one, path, params)));
  }, COALESCE_MS);
}

/** Leaves nothing at the signal: it outlives thousands of these. */
function sleep(milliseconds: number, aborted: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const wake = () => {
      clearTimeout(timer);
      aborted.removeEventListener("abort", wake);
      done();
    };
    const timer = window.setTimeout(wake, milliseconds);
    aborted.addEventListener("abort", wake);
  });
}

async function follow(region: string, aborted: AbortSignal): Promise<void> {
  let after = "latest";
  let failures = 0;
  while (!aborted.aborted) {
    if (document.hidden || failures >= FAILURES_BEFORE_POLLING) {
      feed.value = { mode: "poll", at: Date.now() };
      await sleep(document.hidden ? POLL_HIDDEN_MS : POLL_MS, aborted);
      if (aborted.aborted) return;
      if (connection.peek().state !== "limited") refresh();
      if (!document.hidden) failures = 0; // the stream gets another try
      continue;
    }
    try {
      const path = `/api/v1/changes/brief/stream?after=${encodeURIComponent(after)}&seconds=${SECONDS}&region=${region}`;
      const response = await openStream(path, aborted);
      feed.value = { mode: "stream", at: Date.now() };
      // What happened between the first readings and the beginning of the stream.
      if (after === "latest") refresh();
      for await (const event of readEvents(response)) {
        if (event.id) after = event.id;
        feed.value = { mode: "stream", at: Date.now() };
        if (event.data) note(JSON.parse(event.data) as Change);
        if (document.hidden) break;
      }
      failures = 0;
    } catch (error) {
      if (aborted.aborted) return;
      failures += 1;
      feed.value = { mode: "poll", at: feed.peek().at };
      const wait = error instanceof ApiProblem && error.isPassing ? heardProblem(error) : 1_000;
      await sleep(wait, aborted);
      refresh();
    }
  }
}

export function startFeed(region: string): void {
  stopFeed();
  stop = new AbortController();
  void follow(region, stop.signal);
}

export function stopFeed(): void {
  stop?.abort();
  stop = null;
  pending = [];
  clearTimeout(timer);
  timer = 0;
  lastChanges.value = [];
  feed.value = { mode: "off", at: 0 };
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && feed.peek().mode === "poll") refresh();
});
