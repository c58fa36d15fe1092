// What was typed and not saved: kept in this tab, so that it survives a reload and a lost line, and goes with signing out.
import { signal } from "@preact/signals";
import { DRAFTS, me } from "../session/session.ts";

export interface Draft {
  /** The view that it belongs to. */
  address: string;
  title: string;
  at: number;
  /** One key for one record: kept with the draft, so that saving again after a reload makes no second one. */
  key: string;
  values: Record<string, unknown>;
  /** The version that the changes are of, when a record is edited. */
  base?: { etag: string; record: Record<string, unknown> };
}

const changed = signal(0);
/** The browser's storage is full: going on without drafts. */
export const draftsLost = signal(false);

function nameOf(address: string): string {
  return `${DRAFTS}${me.peek()?.account ?? ""}.${address}`;
}

export function readDraft(address: string): Draft | null {
  const stored = sessionStorage.getItem(nameOf(address));
  try {
    return stored ? (JSON.parse(stored) as Draft) : null;
  } catch {
    return null;
  }
}

export function keepDraft(draft: Draft): void {
  try {
    sessionStorage.setItem(nameOf(draft.address), JSON.stringify(draft));
    draftsLost.value = false;
  } catch {
    draftsLost.value = true;
  }
  changed.value += 1;
}

export function dropDraft(address: string): void {
  sessionStorage.removeItem(nameOf(address));
  changed.value += 1;
}

/** All drafts of the account, newest first. */
export function drafts(): Draft[] {
  void changed.value;
  const prefix = nameOf("");
  return Object.keys(sessionStorage)
    .filter((name) => name.startsWith(prefix))
    .map((name) => readDraft(name.slice(prefix.length)))
    .filter((draft): draft is Draft => draft !== null)
    .sort((a, b) => b.at - a.at);
}
