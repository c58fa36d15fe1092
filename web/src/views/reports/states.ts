// How far a report is, as every view tells it.
import { codeName } from "../../contract/contract.ts";
import { t } from "../../text/language.ts";

const OPEN = new Set(["draft", "returned", "correcting"]);

/** Whether the township may still change its text. */
export function isOpen(state: string): boolean {
  return OPEN.has(state);
}

/** The name of a state, or that there is no report yet. */
export function stateName(state: string | null | undefined): string {
  return state ? codeName("report_states", state) : t("还没有", "none yet");
}

/** How a state is to be looked at. */
export function lookOf(state: string | null | undefined): string {
  return state === "returned" ? "warn" : state === "published" ? "ok" : "";
}
