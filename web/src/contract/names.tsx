// A value of a record in words: codes by their names, references by what they refer to.
import type { ComponentChildren } from "preact";
import { useQuery } from "../api/query.ts";
import { useIndicators, useTownships, useVocabularies } from "../api/reference.ts";
import { type Field, resourceNamed } from "./contract.ts";
import { useForms } from "./forms.ts";
import { titleOf } from "./records.ts";
import { address } from "../route.ts";
import { beijingInstant } from "../text/dates.ts";
import { labelOf, nameOf, t } from "../text/language.ts";
import { grouped } from "../text/numbers.ts";

/** Gives the names of codes in records of a region. */
export function useNames(region: string) {
  const forms = useForms();
  const vocabularies = useVocabularies(region);
  const townships = useTownships(region);
  const { map: indicators } = useIndicators();

  function codeIn(field: Field, code: string): string {
    const own = field.codes ? forms?.enums[field.codes]?.find((one) => one.code === code) : undefined;
    if (own) return labelOf(own);
    const term = vocabularies.get(field.vocabulary ?? "")?.find((one) => one.code === code);
    if (term) return nameOf(term);
    if (field.reference?.resource === "regions") return townships.get(code) ?? code;
    if (field.reference?.resource === "indicators") return indicators.has(code) ? nameOf(indicators.get(code)!) : code;
    return code;
  }

  /** As text only: for cells, summaries and comparison. */
  function text(field: Field, value: unknown): string {
    if (value === null || value === undefined || value === "") return "";
    if (typeof value === "boolean") return value ? t("是", "yes") : t("否", "no");
    if (Array.isArray(value)) {
      if (field.kind === "rows") return value.map((row) => rowText(field, row as Record<string, unknown>)).join(t("；", "; "));
      return value.map((one) => codeIn(field, String(one))).join(t("、", ", "));
    }
    if (typeof value === "object") {
      return Object.entries(value)
        .map(([name, inner]) => text(field.fields?.find((one) => one.name === name) ?? field, inner))
        .join(" ");
    }
    if (field.kind === "integer" && field.name !== "year" && field.name !== "catalogue_year") return grouped(value as number);
    if (field.kind === "decimal") return grouped(String(value));
    if (field.kind === "instant") return beijingInstant(String(value));
    return codeIn(field, String(value));
  }

  function rowText(field: Field, row: Record<string, unknown>): string {
    return (field.fields ?? [])
      .filter((inner) => inner.kind !== "id" && !(inner.kind === "reference" && resourceNamed(inner.reference!.resource)) && !inner.multiline)
      .map((inner) => text(inner, row[inner.name]))
      .filter(Boolean)
      .join(" · ");
  }

  return { text, rowText, ready: !!forms };
}

export type Names = ReturnType<typeof useNames>;

/** A value as it is shown: with its unit, and a link where it refers to something. */
export function Shown({ field, value, names }: { field: Field; value: unknown; names: Names }): ComponentChildren {
  if (field.kind === "reference" && typeof value === "string" && resourceNamed(field.reference!.resource)) {
    return <Reference resource={field.reference!.resource} id={value} />;
  }
  const text = names.text(field, value);
  if (text === "") return <span class="quiet">—</span>;
  return (
    <>
      {text}
      {field.unit && <span class="quiet"> {field.unit}</span>}
    </>
  );
}

function Reference({ resource, id }: { resource: string; id: string }) {
  const { data } = useQuery(`/api/v1/${resource}/{id}` as "/api/v1/members/{id}", { path: { id } });
  return (
    <a href={address([resource, id])}>
      {data ? titleOf(data) : id.slice(0, 8)}
      {data?.voided_at && t("（已作废）", " (voided)")}
    </a>
  );
}
