// Which fields of a form stand at once, and which are folded: the required and the usual ones first. Pure.
import type { Field } from "../contract/contract.ts";
import { applies, entered, isFilled, type Typed } from "./values.ts";

export interface Section {
  code: string;
  zh: string;
  en: string;
  fields: Field[];
}

const USUAL_SHARE = 0.3;

/** The fields that were filled in often enough in earlier records. */
export function usualFields(records: Record<string, unknown>[]): Set<string> {
  const counts = new Map<string, number>();
  for (const record of records) {
    for (const [name, value] of Object.entries(record)) if (isFilled(value)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count >= records.length * USUAL_SHARE).map(([name]) => name));
}

/** A year that is not asked for follows from the main date; other systems' numbers are not typed. */
function isDrawn(field: Field): boolean {
  return field.name !== "year" || !!field.required;
}

export function layoutOf(fields: Field[], typed: Typed, usual: Set<string> | null): { sections: Section[]; more: Field[] } {
  const drawn = entered(fields).filter((field) => isDrawn(field) && (applies(field, typed) || isFilled(typed[field.name])));
  const isFirst = (field: Field) =>
    !!field.required || !!field.when || field.kind === "rows" || (usual === null ? field.group?.code !== "other" : usual.has(field.name) && field.name !== "external_ref" && field.name !== "note");
  const sections: Section[] = [];
  for (const field of drawn.filter(isFirst)) {
    const group = field.group ?? { code: "other", zh: "其他", en: "Other" };
    const section = sections.find(({ code }) => code === group.code);
    if (section) section.fields.push(field);
    else sections.push({ ...group, fields: [field] });
  }
  return { sections, more: drawn.filter((field) => !isFirst(field)) };
}
