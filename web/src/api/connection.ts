// How the page stands with the service: reachable, away, or asking us to wait; and what time it is there.
import { signal } from "@preact/signals";
import { addDays, beijingDay } from "../text/dates.ts";
import type { ApiProblem } from "./problems.ts";

export type Connection =
  | { state: "here" }
  | { state: "back" }
  | { state: "away"; until: number; attempt: number }
  | { state: "limited"; until: number };

export const connection = signal<Connection>({ state: "here" });

const LONGEST_WAIT_MS = 30_000;
const BACK_SHOWN_MS = 5_000;
const CLOCK_TOLERANCE_MS = 12 * 3_600_000;

/** By how much the service's clock is ahead of this device's. */
const serverOffset = signal(0);

export const clockDiffers = signal(false);

export function heardFromServer(response: Response): void {
  const date = Date.parse(response.headers.get("Date") ?? "");
  if (!Number.isNaN(date)) {
    const offset = date - Date.now();
    // A few seconds are the way of the answer; only what could change the day is kept.
    if (Math.abs(offset - serverOffset.peek()) > 60_000) serverOffset.value = offset;
    clockDiffers.value = Math.abs(offset) > CLOCK_TOLERANCE_MS;
  }
  if (connection.peek().state === "away") {
    connection.value = { state: "back" };
    setTimeout(() => {
      if (connection.peek().state === "back") connection.value = { state: "here" };
    }, BACK_SHOWN_MS);
  }
}

/** Notes a problem that passes, and says in how many milliseconds to try again. */
export function heardProblem(problem: ApiProblem): number {
  const now = Date.now();
  if (problem.status === 429) {
    const wait = Math.max(1, problem.retryAfter) * 1000;
    connection.value = { state: "limited", until: now + wait };
    setTimeout(() => {
      if (connection.peek().state === "limited") connection.value = { state: "here" };
    }, wait);
    return wait;
  }
  const before = connection.peek();
  if (before.state === "away" && before.until > now) return before.until - now; // one retry clock for the whole page
  const attempt = before.state === "away" ? before.attempt + 1 : 0;
  const wait = Math.max(problem.retryAfter * 1000, Math.min(LONGEST_WAIT_MS, 1000 * 2 ** attempt) * (0.8 + Math.random() * 0.4));
  connection.value = { state: "away", until: now + wait, attempt };
  return wait;
}

export function serverNow(): number {
  return Date.now() + serverOffset.value;
}

/** Today in Beijing, by the service's clock. */
export function today(): string {
  return beijingDay(serverNow());
}

export function thisYear(): number {
  return Number(today().slice(0, 4));
}

/** The year whose report is due: last year's until 1 April has passed. */
export function reportYear(): number {
  return Number(addDays(today(), -91).slice(0, 4));
}
