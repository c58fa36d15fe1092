// From a JSON pointer of the service to the field of the form that it is about. Pure.
import type { Field } from "../contract/contract.ts";

export interface Place {
  /** The id of the input, and of what is said at it. */
  id: string;
  field: Field;
  /** The rows that it stands in, to be opened: by field and number. */
  rows: { field: Field; at: number }[];
}

export function idOf(pointer: string): string {
  return `field${pointer.replace(/[^A-Za-z0-9_-]/g, "-")}`;
}

export function placeOf(pointer: string, fields: Field[]): Place | null {
  const parts = pointer.split("/").slice(1);
  let within = fields;
  let path = "";
  let found: Field | undefined;
  const rows: Place["rows"] = [];
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[i]!;
    const field = within.find((one) => one.name === part);
    if (!field) break; // deeper than the form draws: it is about the last field found
    found = field;
    path += `/${part}`;
    if (field.kind === "rows" && parts[i + 1] !== undefined) {
      rows.push({ field, at: Number(parts[i + 1]) });
      path += `/${parts[i + 1]}`;
      i += 1;
    }
    within = field.fields ?? [];
  }
  return found ? { id: idOf(path), field: found, rows } : null;
}
