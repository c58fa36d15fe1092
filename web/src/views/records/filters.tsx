// Filters of a list, drawn from the parameters of its operation.
import { useEffect, useRef, useState } from "preact/hooks";
import { useIndicators, useVocabularies } from "../../api/reference.ts";
import type { Field } from "../../contract/contract.ts";
import { useForms } from "../../contract/forms.ts";
import { go, here, route } from "../../route.ts";
import { labelOf, nameOf, t } from "../../text/language.ts";
import { useNarrow } from "../../widgets/narrow.ts";

/** What the view sets itself, or what is for programs. */
const NOT_ASKED = new Set(["limit", "cursor", "count", "region", "township", "year", "updated_since", "external_ref"]);
/** Those that stand at once; the others are folded. */
const AT_ONCE = new Set(["q", "kind", "status", "outcome", "sort", "says", "subject_kind", "office"]);
const ON_PHONES = new Set(["q"]);
const TYPING_MS = 400;

export function isFilter(field: Field): boolean {
  return !NOT_ASKED.has(field.name);
}

export function Filters({ filters, region }: { filters: Field[]; region: string }) {
  const shown = filters.filter(isFilter);
  const atOnce = useNarrow() ? ON_PHONES : AT_ONCE;
  const first = shown.filter(({ name }) => atOnce.has(name));
  const others = shown.filter(({ name }) => !atOnce.has(name));
  const used = others.filter(({ name }) => route.value.query[name]).length;
  return (
    <div class="filters" role="search">
      {first.map((field) => (
        <Filter key={field.name} field={field} region={region} />
      ))}
      {others.length > 0 && (
        <details open={used > 0}>
          <summary class="button">
            {t("更多筛选", "More filters")}
            {used > 0 && ` (${used})`}
          </summary>
          <div class="filters" style={{ marginTop: "8px" }}>
            {others.map((field) => (
              <Filter key={field.name} field={field} region={region} />
            ))}
          </div>
        </details>
      )}
    </div>
  );
}

function Filter({ field, region }: { field: Field; region: string }) {
  const forms = useForms();
  const vocabularies = useVocabularies(region);
  const { map } = useIndicators();
  const value = route.value.query[field.name] ?? "";
  const set = (to: string) => go(here({ [field.name]: to }));
  const options =
    field.codes && forms
      ? forms.enums[field.codes]!.map((one) => ({ code: one.code, name: labelOf(one) }))
      : field.kind === "boolean"
        ? [
            { code: "true", name: t("是", "yes") },
            { code: "false", name: t("否", "no") },
          ]
        : field.reference?.resource === "indicators"
          ? [...map.values()].map((one) => ({ code: one.code, name: nameOf(one) }))
          : (vocabularies.get(field.vocabulary ?? "")?.map((one) => ({ code: one.code, name: nameOf(one) })) ?? null);
  if (options) {
    return (
      <label>
        {labelOf(field)}
        <select value={value} onChange={(event) => set(event.currentTarget.value)}>
          <option value="">{field.name === "sort" || field.name === "voided" ? t("默认", "default") : t("全部", "all")}</option>
          {options.map((one) => (
            <option key={one.code} value={one.code}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
    );
  }
  return <TypedFilter field={field} value={value} />;
}

/** Typing replaces the view, so that the step back leaves the list and not a letter. */
function TypedFilter({ field, value }: { field: Field; value: string }) {
  const [typed, setTyped] = useState(value);
  const timer = useRef(0);
  useEffect(() => setTyped(value), [value]);
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => go(here({ [field.name]: text.trim() }), true), TYPING_MS);
  };
  return (
    <label>
      {labelOf(field)}
      {field.kind === "date" ? (
        <input type="date" value={typed} onInput={(event) => type(event.currentTarget.value)} />
      ) : (
        <input id={field.name === "q" ? "search" : undefined} type="text" value={typed} onInput={(event) => type(event.currentTarget.value)} />
      )}
    </label>
  );
}
