// The matrix without its looks: columns in groups, rows in order, what changed. Pure.
import type { components } from "../../api/contract.d.ts";
import type { Group, Indicator } from "../../api/reference.ts";

export type FigureMatrix = components["schemas"]["FigureMatrix"];
export type Figure = components["schemas"]["Figure"];
export type FigureRow = components["schemas"]["FigureRow"];

export interface ColumnGroup {
  code: string;
  folded: boolean;
  /** Indicators with their place in the answer's rows. */
  columns: { indicator: Indicator; at: number }[];
}

/** The groups of the catalogue with the columns that the answer has. */
export function columnGroups(groups: Group[], columns: string[], folded: Set<string>, only: string | undefined): ColumnGroup[] {
  const places = new Map(columns.map((code, at) => [code, at]));
  return groups
    .filter(({ code }) => !only || code === only)
    .map(({ code, indicators }) => ({
      code,
      folded: folded.has(code),
      columns: indicators.flatMap((indicator) => {
        const at = places.get(indicator.code);
        return at === undefined ? [] : [{ indicator, at }];
      }),
    }))
    .filter(({ columns: own }) => own.length > 0);
}

/** Rows by the value of an indicator; without a value they stand last. Code order otherwise. */
export function sorted(rows: FigureRow[], columns: string[], sort: string | undefined): FigureRow[] {
  const at = columns.indexOf(sort?.replace(/^-/, "") ?? "");
  if (at < 0) return rows;
  const direction = sort!.startsWith("-") ? -1 : 1;
  const value = (row: FigureRow) => row.items[at]!.value;
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return direction * (Number(x) - Number(y));
  });
}

/** What a cell was before the last change: by "region indicator". */
export type Changed = Map<string, Figure>;

export function cellKey(region: string, indicator: string): string {
  return `${region} ${indicator}`;
}

export function changedCells(before: FigureMatrix | undefined, now: FigureMatrix): Changed {
  const changed: Changed = new Map();
  if (!before || before.region.code !== now.region.code || before.year !== now.year) return changed;
  const old = new Map(before.rows.map((row) => [row.region.code, row]));
  const compare = (region: string, was: Figure[] | undefined, is: Figure[]) => {
    if (!was || was.length !== is.length) return;
    is.forEach((figure, i) => {
      const earlier = was[i]!;
      if (earlier.value !== figure.value || earlier.status !== figure.status) changed.set(cellKey(region, figure.indicator), earlier);
    });
  };
  for (const row of now.rows) compare(row.region.code, old.get(row.region.code)?.items, row.items);
  compare(now.region.code, before.total.items, now.total.items);
  return changed;
}

/** Rows that are the same as before keep being the same object, so that only the others are drawn again. */
export function keepRows(before: FigureMatrix | undefined, now: FigureMatrix): FigureMatrix {
  if (!before) return now;
  const old = new Map(before.rows.map((row) => [row.region.code, row]));
  const rows = now.rows.map((row) => {
    const earlier = old.get(row.region.code);
    return earlier && JSON.stringify(earlier) === JSON.stringify(row) ? earlier : row;
  });
  return { ...now, rows };
}
