// Names for codes: indicators, regions, vocabularies. They change rarely; the service says by 304 that they have not.
import { type Answer, useQuery } from "./query.ts";
import type { components } from "./contract.d.ts";

export type Indicator = components["schemas"]["IndicatorDefinition"];
export type Region = components["schemas"]["Region"];
export type Term = components["schemas"]["Term"];

export interface Group {
  code: string;
  indicators: Indicator[];
}

let indicatorsOf: { from: unknown; map: Map<string, Indicator>; groups: Group[] } = { from: null, map: new Map(), groups: [] };

/** The catalogue of indicators, and its groups in their order. */
export function useIndicators(): { map: Map<string, Indicator>; groups: Group[] } {
  const { data } = useQuery("/api/v1/indicators", {});
  if (data && indicatorsOf.from !== data) indicatorsOf = catalogue(data);
  return indicatorsOf;
}

function catalogue(data: Answer<"/api/v1/indicators">): typeof indicatorsOf {
  const groups: Group[] = [];
  for (const indicator of data.items) {
    const group = groups.find(({ code }) => code === indicator.group);
    if (group) group.indicators.push(indicator);
    else groups.push({ code: indicator.group, indicators: [indicator] });
  }
  return { from: data, map: new Map(data.items.map((indicator) => [indicator.code, indicator])), groups };
}

/** The county that a region lies in or is; null above counties. */
export function countyOf(region: string): string | null {
  return region.length >= 6 ? region.slice(0, 6) : null;
}

export function useRegion(code: string | null): Region | undefined {
  return useQuery("/api/v1/regions/{code}", code ? { path: { code } } : null).data;
}

export function useChildren(code: string | null): Region[] | undefined {
  return useQuery("/api/v1/regions/{code}/children", code ? { path: { code } } : null).data?.items;
}

/** The names of the townships of a county, and of its own unit. */
export function useTownships(region: string | null): Map<string, string> {
  const children = useChildren(region ? countyOf(region) : null);
  return new Map(children?.map(({ code, name }) => [code, name]));
}

export type Vocabularies = Map<string, Term[]>;
let vocabulariesOf: { from: unknown; map: Vocabularies } = { from: null, map: new Map() };

/** All vocabularies, with the terms of the county that the region lies in. */
export function useVocabularies(region: string): Vocabularies {
  const county = countyOf(region);
  const { data } = useQuery("/api/v1/vocabularies", { query: county ? { county } : {} });
  if (data && vocabulariesOf.from !== data) {
    vocabulariesOf = { from: data, map: new Map(data.items.map(({ name, terms }) => [name, terms])) };
  }
  return vocabulariesOf.map;
}

/** Where records are entered: townships and own units of counties. */
export function isTownship(code: string): boolean {
  return code.length === 9;
}

/** The level below a region, by which its figures have rows. */
export function levelBelow(code: string): "province" | "prefecture" | "county" | "township" | null {
  if (code === "CN") return "province";
  return ({ 2: "prefecture", 4: "county", 6: "township" } as const)[code.length] ?? null;
}
