// What stands in a form, and what is sent: texts as they were typed become values of the contract. Pure.
import type { Field } from "../contract/contract.ts";
import { isDay, readDay } from "../text/dates.ts";
import { readDecimal, readInteger } from "../text/numbers.ts";

/** By the names of fields: texts for what is typed, values for what is chosen, rows for lists of objects. */
export type Typed = Record<string, unknown>;

export interface Slip {
  pointer: string;
  kind: "required" | "date" | "integer" | "decimal" | "json" | "long";
}

/** Fields that a form draws. */
export function entered(fields: Field[]): Field[] {
  return fields.filter((field) => !field.readOnly && field.kind !== "instant");
}

/** What a form shows of a record, or of nothing. */
export function typedFrom(fields: Field[], record: Record<string, unknown>): Typed {
  return Object.fromEntries(entered(fields).map((field) => [field.name, typedValue(field, record[field.name])]));
}

function typedValue(field: Field, value: unknown): unknown {
  switch (field.kind) {
    case "rows":
      return ((value as Record<string, unknown>[] | undefined) ?? []).map((row) => typedFrom(field.fields!, row));
    case "object":
      return value ? typedFrom(field.fields!, value as Record<string, unknown>) : null;
    case "references":
    case "terms":
    case "choices":
    case "texts":
      return (value as unknown[] | undefined) ?? [];
    case "boolean":
      // What is false unless said otherwise is false in the form, too.
      return value ?? (field.nullable ? null : ((field.default as boolean | undefined) ?? false));
    case "json":
      return value === undefined || value === null ? "" : JSON.stringify(value);
    default:
      return value === undefined || value === null ? "" : String(value);
  }
}

/** Whether a field may be filled in, by what stands in the others. */
export function applies(field: Field, typed: Typed): boolean {
  return Object.entries(field.when ?? {}).every(([name, allowed]) => allowed.includes(typed[name] as string | boolean));
}

export function isFilled(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== "" && value !== null && value !== undefined && value !== false;
}

/** The body of a request, and where what was typed is no value. */
export function bodyOf(fields: Field[], typed: Typed, today: string, at = ""): { body: Record<string, unknown>; slips: Slip[] } {
  const body: Record<string, unknown> = {};
  const slips: Slip[] = [];
  for (const field of entered(fields)) {
    const pointer = `${at}/${field.name}`;
    const [value, own] = sentValue(field, typed[field.name], today, pointer);
    slips.push(...own);
    if (value === undefined) continue;
    if (field.required && applies(field, typed) && (value === null || (Array.isArray(value) && value.length === 0)) && own.length === 0) {
      slips.push({ pointer, kind: "required" });
    }
    body[field.name] = value;
  }
  return { body, slips };
}

function sentValue(field: Field, value: unknown, today: string, pointer: string): [unknown, Slip[]] {
  switch (field.kind) {
    case "rows": {
      const rows = (value as Typed[]).map((row, i) => bodyOf(field.fields!, row, today, `${pointer}/${i}`));
      return [rows.map(({ body }) => body), rows.flatMap(({ slips }) => slips)];
    }
    case "object": {
      if (value === null || value === undefined) return [null, []];
      const inner = bodyOf(field.fields!, value as Typed, today, pointer);
      // An object of which nothing is filled in is none.
      if (Object.values(inner.body).every((one) => one === null)) return [null, []];
      return [inner.body, inner.slips];
    }
    case "texts":
      return [((value as string[] | undefined) ?? []).map((text) => text.trim()).filter(Boolean), []];
    case "references":
    case "terms":
    case "choices":
      return [value ?? [], []];
    case "boolean":
      return [value ?? (field.nullable ? null : false), []];
    default:
      return sentText(field, String(value ?? ""), today, pointer);
  }
}

function sentText(field: Field, typed: string, today: string, pointer: string): [unknown, Slip[]] {
  const slip = (kind: Slip["kind"]): [unknown, Slip[]] => [typed, [{ pointer, kind }]];
  const text = field.multiline
    ? typed
        .normalize("NFC")
        .replace(/\r\n?/g, "\n")
        .replace(/\t/g, " ")
        .trim()
    : typed.normalize("NFC").replace(/\s+/g, " ").trim();
  // The service gives new rows their ids; and what cannot be null is left out, so that the default holds.
  if (text === "") return [field.kind === "id" || (!field.nullable && !field.required) ? undefined : null, []];
  switch (field.kind) {
    case "date": {
      const day = readDay(text, today);
      return isDay(day) ? [day, []] : slip("date");
    }
    case "integer": {
      const number = readInteger(text);
      return number === undefined ? slip("integer") : [number, []];
    }
    case "decimal": {
      const amount = readDecimal(text);
      return amount === undefined ? slip("decimal") : [amount, []];
    }
    case "json":
      try {
        return [JSON.parse(text), []];
      } catch {
        return slip("json");
      }
    default:
      return field.maxLength && [...text].length > field.maxLength ? slip("long") : [text, []];
  }
}

/** The fields of a body that differ from a record: what PATCH sends. */
export function changedFields(body: Record<string, unknown>, record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => !same(value, record[name])));
}

/** Whether two values mean the same; rows are compared by the fields that both have. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if ((a ?? null) === null || (b ?? null) === null) return (a ?? null) === (b ?? null);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => same(one, b[i]));
  if (typeof a === "object" && typeof b === "object") {
    const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
    return Object.keys(x)
      .filter((name) => name in y)
      .every((name) => same(x[name], y[name])) && Object.keys(x).some((name) => name in y);
  }
  return false;
}
