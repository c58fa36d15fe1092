// A chart for each unit of a group: townships side by side, in code order, with last year beside.
import { Chart } from "../../charts/chart.tsx";
import type { ChartData } from "../../charts/options.ts";
import { useQuery } from "../../api/query.ts";
import { type Indicator, levelBelow, useIndicators, useRegion } from "../../api/reference.ts";
import { codeName } from "../../contract/contract.ts";
import { address, go, here, route } from "../../route.ts";
import { nameOf, t } from "../../text/language.ts";
import { Heading, Shown } from "../../widgets/states.tsx";
import { year } from "../region.ts";
import type { FigureMatrix } from "./layout.ts";

export function GroupChart() {
  const code = route.value.path[1]!;
  const { groups } = useIndicators();
  const group = groups.find((one) => one.code === route.value.query.group) ?? groups[0];
  const by = levelBelow(code)!;
  const name = useRegion(code)?.name ?? code;
  const query = { year: year.value, by, compare: "previous_year", indicators: group?.indicators.map((one) => one.code) };
  const entry = useQuery("/api/v1/regions/{code}/figures", group ? { path: { code }, query } : null);
  const title = group ? `${codeName("indicator_groups", group.code)} · ${name} · ${year.value}` : name;
  return (
    <>
      <div class="head">
        <Heading name={title}>{title}</Heading>
        <div class="actions">
          <select aria-label={t("指标类别", "Group")} style={{ width: "auto" }} value={group?.code} onChange={(event) => go(here({ group: event.currentTarget.value }))}>
            {groups.map((one) => (
              <option key={one.code} value={one.code}>
                {codeName("indicator_groups", one.code)}
              </option>
            ))}
          </select>
          <a class="button" href={address(["r", code, "matrix"], { year: year.value, group: group?.code })}>
            {t("数据表", "Figures")}
          </a>
        </div>
      </div>
      <Shown of={entry}>
        {(data) => {
          const matrix = data as FigureMatrix;
          const origin = { source: `/api/v1/regions/${code}/figures?year=${year.value}&by=${by}`, asOf: matrix.as_of };
          return (
            <div class="cards">
              {group!.indicators.map((indicator) => {
                const chart = barsOf(matrix, indicator);
                return chart && <Chart key={indicator.code} data={chart} origin={{ ...origin, title: `${nameOf(indicator)} ${name} ${year.value}` }} />;
              })}
            </div>
          );
        }}
      </Shown>
    </>
  );
}

/** Null where nobody has a value: an empty chart says nothing that the matrix does not. */
function barsOf(matrix: FigureMatrix, indicator: Indicator): ChartData | null {
  const at = matrix.columns.indexOf(indicator.code);
  if (at < 0) return null;
  const number = (value: number | string | null | undefined) => (value === null || value === undefined ? null : Number(value));
  const now = matrix.rows.map((row) => number(row.items[at]!.value));
  const before = matrix.rows.map((row) => number(row.items[at]!.previous?.value));
  if ([...now, ...before].every((value) => value === null)) return null;
  return {
    title: nameOf(indicator),
    unit: indicator.unit,
    kind: "bar",
    categories: matrix.rows.map((row) => row.region.name),
    series: [
      { name: String(matrix.year), values: now },
      { name: String(matrix.year - 1), values: before, quiet: true },
    ],
  };
}
