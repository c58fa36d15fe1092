// Records of any resource, as the page handles them: by the fields that the contract names.
import type { Field } from "./contract.ts";

export type Value = unknown;

export interface AnyRecord {
  id: string;
  version: number;
  township_code: string;
  year: number;
  created_at: string;
  created_by: string;
  updated_at: string;
  updated_by: string;
  voided_at: string | null;
  voided_by: string | null;
  void_reason: string | null;
  [field: string]: Value;
}

const TITLES = ["title", "subject", "person_name", "explanation", "indicator", "name"];

const STANDING = new Set(["outcome", "status", "says"]);

/** What a record is called: its title, or what comes nearest; `named` gives the name of an indicator. */
export function titleOf(record: object, named: (indicator: string) => string = (code) => code): string {
  const fields = record as Record<string, Value>;
  const name = TITLES.find((field) => typeof fields[field] === "string");
  if (name) return name === "indicator" ? named(String(fields[name])) : String(fields[name]);
  return (fields.indicators as string[] | undefined)?.map(named).join("、") ?? String(fields.id);
}

/** The field with the title in lists. */
export function titleField(fields: Field[]): Field | undefined {
  return (
    TITLES.map((name) => fields.find((field) => field.name === name)).find(Boolean) ?? fields.find((field) => field.required && field.kind === "references")
  );
}

/** The main date of a resource: the one its list is sorted by. */
export function mainDate(filters: Field[], enums: Record<string, { code: string }[]>): string | undefined {
  const sort = filters.find(({ name }) => name === "sort");
  const first = sort?.codes ? enums[sort.codes]?.[0]?.code : undefined;
  return first?.replace(/^-/, "");
}

/** The columns of a list: the date, the kind, the title, then what is chosen from a list and holds for all kinds. */
export function columnsOf(fields: Field[], date: string | undefined): Field[] {
  const byName = (name: string | undefined) => fields.find((field) => field.name === name);
  const kind = fields.find((field) => field.required && field.kind === "choice");
  const title = titleField(fields);
  const chosen = fields.filter((field) => field.kind === "choice" && field !== kind && !field.readOnly && (!field.when || field.name === "outcome"));
  // How a matter stands says more than how it was handled.
  chosen.sort((a, b) => Number(STANDING.has(b.name)) - Number(STANDING.has(a.name)));
  const numbers = fields.filter((field) => field.unit && field.kind === "integer" && !field.when);
  const last = fields.find((field) => field.kind === "decimal" || field.name === "closed_on" || field.name === "due_on");
  const columns = [byName(date), kind, title, ...chosen.slice(0, 2), last ?? numbers[0]];
  return [...new Set(columns.filter((field): field is Field => !!field))];
}
