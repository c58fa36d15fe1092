// Which answers a change can have altered. Pure.
import type { Params } from "../api/query.ts";

export interface Change {
  resource: string;
  record_id: string;
  region: string;
  year: number | null;
}

/** Whether a region holds another, by their codes. */
export function holds(region: string, inner: string): boolean {
  return region === "CN" || inner.startsWith(region);
}

const REFERENCE = /^\/api\/v1\/(me|indicators|checks|clocks|vocabularies|problems|regions(\/\{code\}(\/(ancestors|children))?)?)(\/|$)/;

export function affects(change: Change, path: string, params: Params): boolean {
  if (change.resource === "regions") return path.startsWith("/api/v1/regions");
  if (/^\/api\/v1\/regions\/\{code\}\/(figures|progress|deadlines|checks)/.test(path)) {
    const year = Number(params.query?.year ?? params.query?.to ?? Infinity);
    return holds(String(params.path?.code), change.region) && (change.year === null || year >= change.year);
  }
  if (REFERENCE.test(path)) return false;
  // A report is laid out with figures, which any record of its township can have altered.
  if (/^\/api\/v1\/reports\/\{id\}\/(document|composition)/.test(path)) return true;
  const id = params.path?.id;
  if (id !== undefined) return id === change.record_id;
  const resource = path.match(/^\/api\/v1\/([a-z-]+)/)?.[1];
  if (resource === "joint-activities") return change.resource === "activities" || change.resource === "partners";
  if (resource !== change.resource) return false;
  const region = params.query?.township ?? params.query?.region;
  return region === undefined || holds(String(region), change.region);
}
