// Sends what a form holds: checked first, then saved; every refusal is told apart.
import { PATCH, POST, reasonHeader } from "../api/client.ts";
import { ApiProblem, inWords, type ProblemError } from "../api/problems.ts";
import { readOnce } from "../api/query.ts";
import type { AnyRecord } from "../contract/records.ts";
import { t } from "../text/language.ts";

export interface Sending {
  resource: string;
  key: string;
  body: Record<string, unknown>;
  /** The record and its tag, where one is changed. */
  base?: { id: string; etag: string };
  reason?: string;
  /** Personal numbers were found, and are meant. */
  confirmed?: boolean;
}

export type Outcome =
  | { is: "saved"; record: AnyRecord; etag: string }
  /** Personal numbers in texts: by pointer. */
  | { is: "care"; at: { pointer: string; detail: string }[] }
  | { is: "reason" }
  | { is: "refused"; errors: { pointer: string | null; detail: string }[]; conflictsWith?: { resource: string; id: string } | null }
  | { is: "conflict"; theirs: AnyRecord; etag: string }
  | { is: "voided"; theirs: AnyRecord }
  | { is: "reused" }
  /** Nobody knows whether it was saved; the same again makes no second record. */
  | { is: "unsure" }
  | { is: "signed-out" };

const PERSONAL = new Set(["identity_number", "telephone_number", "bank_card_number"]);

interface Saved {
  warnings?: { pointer: string; code: string; detail: string }[];
}

async function request(sending: Sending, validateOnly: boolean): Promise<{ data: AnyRecord & Saved; etag: string }> {
  const { resource, base, body } = sending;
  const headers: Record<string, string> = {
    ...(!validateOnly && { "Idempotency-Key": sending.key }),
    ...(base && { "If-Match": base.etag, "Content-Type": "application/merge-patch+json" }),
    ...(sending.confirmed && { "X-Confirm-Personal-Numbers": "true" }),
    ...reasonHeader(sending.reason),
  };
  const query = validateOnly ? { validate_only: true } : {};
  const { data, response } = base
    ? await PATCH(`/api/v1/${resource}/{id}` as "/api/v1/cases/{id}", { params: { path: { id: base.id }, query, header: { "If-Match": base.etag } }, headers, body: body as object })
    : await POST(`/api/v1/${resource}` as "/api/v1/cases", { params: { query }, headers, body: body as never });
  return { data: data as unknown as AnyRecord & Saved, etag: response.headers.get("ETag") ?? "" };
}

/** Has it checked without storing anything, then saves it. */
export async function sendForm(sending: Sending): Promise<Outcome> {
  try {
    const { data } = await request(sending, true);
    const warnings = data.warnings ?? [];
    if (warnings.length > 0 && !sending.confirmed) return { is: "care", at: warnings };
  } catch (error) {
    return outcomeOf(error, sending);
  }
  // From here on a lost line leaves it open whether the record is there; the key makes trying again safe.
  for (;;) {
    try {
      const { data, etag } = await request(sending, false);
      return { is: "saved", record: data, etag };
    } catch (error) {
      if (error instanceof ApiProblem && error.code === "idempotency_key_in_flight") {
        await new Promise((done) => setTimeout(done, Math.max(1, error.retryAfter) * 1000));
        continue;
      }
      if (error instanceof ApiProblem && (error.status === 0 || error.status >= 502 || error.code === "outcome_unknown")) return { is: "unsure" };
      return outcomeOf(error, sending);
    }
  }
}

async function outcomeOf(error: unknown, sending: Sending): Promise<Outcome> {
  if (!(error instanceof ApiProblem)) throw error;
  switch (error.code) {
    case "unauthenticated":
      return { is: "signed-out" };
    case "change_reason_required":
      return { is: "reason" };
    case "idempotency_key_reused":
      return { is: "reused" };
    case "precondition_failed":
    case "record_voided": {
      const { data, etag } = await readOnce(`/api/v1/${sending.resource}/{id}` as "/api/v1/cases/{id}", { path: { id: sending.base!.id } }, true);
      const theirs = data as unknown as AnyRecord;
      return theirs.voided_at ? { is: "voided", theirs } : { is: "conflict", theirs, etag: etag! };
    }
    default:
      return refusal(error);
  }
}

function refusal(problem: ApiProblem): Outcome {
  const isPersonal = ({ code }: ProblemError) => PERSONAL.has(code);
  const { errors } = problem;
  if (errors.length > 0 && errors.every(isPersonal)) {
    return { is: "care", at: errors.map(({ pointer, detail }) => ({ pointer: pointer ?? "", detail })) };
  }
  if (errors.length > 0) return { is: "refused", errors: errors.map(({ pointer, detail }) => ({ pointer, detail })), conflictsWith: problem.conflictsWith };
  const detail = problem.isPassing ? t("现在存不了：服务器连不上或正忙。内容还在，请稍后再点保存。", "It cannot be saved now: the server is away or busy. Your input is kept; save again a little later.") : inWords(problem);
  return { is: "refused", errors: [{ pointer: null, detail }], conflictsWith: problem.conflictsWith };
}

/** Reads a record for a form, with the tag that a change of it has to name. */
export async function recordOf(name: string, id: string): Promise<{ etag: string; record: AnyRecord }> {
  const { data, etag } = await readOnce(`/api/v1/${name}/{id}` as "/api/v1/cases/{id}", { path: { id } }, true);
  return { etag: etag!, record: data as unknown as AnyRecord };
}
