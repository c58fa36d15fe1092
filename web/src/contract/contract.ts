// What the page knows of the contract: cut out of openapi/v1.json when the page is built (cut.mjs).
import { labelOf } from "../text/language.ts";
import index from "./index.json";

export interface Labelled {
  zh: string;
  en: string;
}

export interface CodeLabel extends Labelled {
  code: string;
}

export interface Field extends Labelled {
  name: string;
  kind: FieldKind;
  help?: string;
  required?: true;
  nullable?: true;
  readOnly?: true;
  order?: number;
  group?: CodeLabel;
  unit?: string;
  when?: Record<string, (string | boolean | number)[]>;
  vocabulary?: string;
  reference?: { resource: string; within?: string; on?: string[] };
  screened?: true;
  multiline?: true;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  default?: unknown;
  maxItems?: number;
  /** The name of an enumeration of the contract. */
  codes?: string;
  /** The fields of the rows of a list, or of an object. */
  fields?: Field[];
}

export type FieldKind =
  | "text"
  | "texts"
  | "date"
  | "instant"
  | "integer"
  | "decimal"
  | "boolean"
  | "choice"
  | "choices"
  | "term"
  | "terms"
  | "reference"
  | "references"
  | "rows"
  | "object"
  | "id"
  | "json";

export interface Operation extends Labelled {
  permission: string | null;
}

export interface ResourceName extends Labelled {
  name: string;
  create: string;
  list: string;
  patch: string;
  void: string | null;
  restore: string | null;
  history: string | null;
  /** The kinds of its records, where it has kinds. */
  kinds: CodeLabel[];
}

/** The forms, filters and enumerations: the larger part, loaded when a list, record or form is first shown. */
export interface Forms {
  resources: Record<string, { fields: Field[]; filters: Field[] }>;
  /** Of what is entered and is no record, by the operation that takes it. */
  bodies: Record<string, Field[]>;
  enums: Record<string, CodeLabel[]>;
}

export const operations = index.operations as Record<string, Operation>;
export const resources = index.resources as ResourceName[];

const vocabularies = index.vocabularies as Record<string, CodeLabel[]>;

/** The name of a code in a closed vocabulary; a code of a newer service is shown as it is. */
export function codeName(vocabulary: string, code: string | null): string {
  const label = vocabularies[vocabulary]?.find((one) => one.code === code);
  return label ? labelOf(label) : (code ?? "");
}

/** All codes of a closed vocabulary, with their names. */
export function labelsOf(vocabulary: string): CodeLabel[] {
  return vocabularies[vocabulary] ?? [];
}

export function resourceNamed(name: string): ResourceName | undefined {
  return resources.find((resource) => resource.name === name);
}

/** Whether the service has an operation; a view exists exactly when it does. */
export function has(operation: string): boolean {
  return operation in operations;
}
