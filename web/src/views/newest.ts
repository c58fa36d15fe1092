// The records that were entered or changed last, over all resources.
import { useRef } from "preact/hooks";
import type { ApiProblem } from "../api/problems.ts";
import { useQuery } from "../api/query.ts";
import { useIndicators } from "../api/reference.ts";
import { resources } from "../contract/contract.ts";
import { type AnyRecord, titleOf } from "../contract/records.ts";
import { labelOf, nameOf } from "../text/language.ts";

export interface NewestRecord {
  id: string;
  /** The resource that it is of, and its kind in words. */
  resource: string;
  kind: string;
  title: string;
  township: string;
  at: string;
  by: string;
  /** Whether it is as it was entered. */
  isNew: boolean;
}

export interface Newest {
  /** Newest first; undefined until all resources have answered. */
  records?: NewestRecord[];
  /** Whether there are older ones. */
  more: boolean;
  error?: ApiProblem;
}

/** The newest of each resource are enough to find the newest of all. While more of them are read, those before stay. */
export function useNewest(region: string, count: number): Newest {
  const { map } = useIndicators();
  const named = (code: string) => (map.has(code) ? nameOf(map.get(code)!) : code);
  // The resources are those of the contract: always the same hooks in the same order.
  const answers = resources.map(({ name }) => useQuery(`/api/v1/${name}` as "/api/v1/cases", { query: { region, sort: "-updated_at", limit: count } }));
  const before = useRef<Newest>({ more: false });
  const error = answers.find((answer) => answer.error && !answer.data)?.error;
  if (error) return { more: false, error };
  if (answers.some(({ data }) => !data)) return before.current;
  const all = answers.flatMap(({ data }, i) => data!.items.map((record) => told(i, record as unknown as AnyRecord, named)));
  all.sort((a, b) => b.at.localeCompare(a.at));
  before.current = { records: all.slice(0, count), more: all.length > count || answers.some(({ data }) => !!data!.page.next_cursor) };
  return before.current;
}

function told(at: number, record: AnyRecord, named: (indicator: string) => string): NewestRecord {
  const resource = resources[at]!;
  const kind = resource.kinds.find(({ code }) => code === record.kind);
  return {
    id: record.id,
    resource: resource.name,
    kind: labelOf(kind ?? resource),
    title: titleOf(record, named),
    township: record.township_code,
    at: record.updated_at,
    by: record.updated_by,
    isNew: record.version === 1,
  };
}
