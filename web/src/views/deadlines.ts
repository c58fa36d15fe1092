// What the views of deadlines share.
import { address } from "../route.ts";

/** What has deadlines that are followed, in the order of the catalogue. */
export const KINDS = [
  "petition",
  "mediation",
  "legal_aid",
  "penalty",
  "reconsideration",
  "litigation",
  "permit",
  "disclosure_request",
  "decision",
  "document",
  "report",
  "shortcoming",
] as const;

export type Kind = (typeof KINDS)[number];

/** The same without reports, for pages that show these by themselves. */
export const RECORDS = KINDS.filter((kind) => kind !== "report");

interface Listed {
  clock: string;
  id: string | null;
  resource: string;
  township: { code: string };
}

export function keyOf(item: Listed): string {
  return `${item.clock} ${item.id ?? item.township.code}`;
}

/** The record; of a report that is not begun, where it is composed. */
export function placeOf(item: Listed): string {
  return item.id ? address([item.resource, item.id]) : address(["r", item.township.code, "report"]);
}
