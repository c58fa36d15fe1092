// What can be chosen in a field: codes of the contract, terms of vocabularies, members, townships, indicators.
import { useAllPages } from "../api/pages.ts";
import { countyOf, isTownship, useChildren, useIndicators, useRegion, useVocabularies } from "../api/reference.ts";
import { codeName, type Field, resourceNamed } from "../contract/contract.ts";
import { useForms } from "../contract/forms.ts";
import { type AnyRecord, titleOf } from "../contract/records.ts";
import { labelOf, nameOf, t } from "../text/language.ts";
import type { Option } from "./combo.tsx";

/**
 * Null where nothing is chosen from a list; undefined while the list is being read. A form of a township offers the townships of
 * its county, a form of a wider region that region and those below it.
 */
export function useOptions(field: Field, region: string, on: string | undefined): Option[] | null | undefined {
  const forms = useForms();
  const vocabularies = useVocabularies(region);
  const { map } = useIndicators();
  const to = field.reference?.resource;
  const above = to === "regions" ? (isTownship(region) ? countyOf(region) : region) : null;
  const own = useRegion(isTownship(region) ? null : above);
  const regions = useChildren(above);
  const records = useReferred(to && resourceNamed(to) ? to : null, region);

  if (field.codes) return forms?.enums[field.codes]?.map((one) => ({ code: one.code, name: labelOf(one) }));
  if (field.kind === "term" || field.kind === "terms") {
    return vocabularies.get(field.vocabulary!)?.map((one) => ({ code: one.code, name: nameOf(one) }));
  }
  if (to === "regions") return regions && [...(own ? [own] : []), ...regions].filter(({ code }) => field.kind !== "references" || code !== region).map(({ code, name }) => ({ code, name }));
  if (to === "indicators") {
    return [...map.values()].map((one) => ({ code: one.code, name: nameOf(one), note: codeName("indicator_groups", one.group) }));
  }
  if (to && resourceNamed(to)) return records?.map((record) => referred(record, on)).sort((a, b) => Number(!!a.late) - Number(!!b.late));
  return null;
}

/** The records of the township that a field can refer to. */
function useReferred(resource: string | null, township: string): AnyRecord[] | undefined {
  const path = `/api/v1/${resource ?? "members"}` as "/api/v1/members";
  return useAllPages(path, resource ? { query: { township, limit: 200 } } : null) as unknown as AnyRecord[] | undefined;
}

function referred(record: AnyRecord, on: string | undefined): Option & { late?: boolean } {
  const office = record.office as string | undefined;
  const [from, to] = [record.serves_from as string | undefined, record.serves_to as string | null | undefined];
  const late = !!on && ((!!from && on < from) || (!!to && on > to));
  const note = [office, late ? t("当日不在任", "not serving then") : "", office ? "" : String(record.year)].filter(Boolean).join(" · ");
  return { code: record.id, name: titleOf(record), note, late };
}
