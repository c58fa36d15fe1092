// Indicators over years: up to six at once, one chart for each unit, gaps left open.
import { Chart } from "../../charts/chart.tsx";
import { useQuery } from "../../api/query.ts";
import { thisYear } from "../../api/connection.ts";
import { useIndicators, useRegion } from "../../api/reference.ts";
import { codeName } from "../../contract/contract.ts";
import { go, here, route } from "../../route.ts";
import { nameOf, t } from "../../text/language.ts";
import { Empty, Heading, Shown } from "../../widgets/states.tsx";

const MOST = 6;
const YEARS = 6;
const FIRST = ["disputes_accepted", "disputes_resolved", "training_sessions"];

export function Trends() {
  const { path, query } = route.value;
  const code = path[1]!;
  const to = Number(query.to ?? thisYear());
  const from = Number(query.from ?? to - YEARS + 1);
  const { map, groups } = useIndicators();
  const chosen = (query.indicators !== undefined ? query.indicators.split(",") : FIRST).filter((one) => map.has(one)).slice(0, MOST);
  const entry = useQuery("/api/v1/regions/{code}/figures", chosen.length > 0 ? { path: { code }, query: { from, to, indicators: chosen } } : null);
  const name = useRegion(code)?.name ?? code;
  const title = t(`${name}历年趋势`, `${name} over the years`);
  const choose = (next: string[]) => go(here({ indicators: next.join(",") || "none" }), true);
  return (
    <>
      <div class="head">
        <Heading name={title}>{title}</Heading>
      </div>
      <div class="filters">
        <label>
          {t("从", "From")}
          <select value={from} onChange={(event) => go(here({ from: event.currentTarget.value }))}>
            {range(thisYear() - 19, to).map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <label>
          {t("到", "To")}
          <select value={to} onChange={(event) => go(here({ to: event.currentTarget.value }))}>
            {range(from, thisYear()).map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <label>
          {t("加一项指标", "Add an indicator")}
          <select
            value=""
            disabled={chosen.length >= MOST}
            onChange={(event) => {
              choose([...chosen, event.currentTarget.value]);
              event.currentTarget.value = "";
            }}
          >
            <option value="">{chosen.length >= MOST ? t("至多6项", "6 at most") : t("选择…", "Choose…")}</option>
            {groups.map((group) => (
              <optgroup key={group.code} label={codeName("indicator_groups", group.code)}>
                {group.indicators
                  .filter((one) => !chosen.includes(one.code))
                  .map((one) => (
                    <option key={one.code} value={one.code}>
                      {`${nameOf(one)}（${one.unit}）`}
                    </option>
                  ))}
              </optgroup>
            ))}
          </select>
        </label>
      </div>
      <ul class="chips" style={{ marginBottom: "16px" }}>
        {chosen.map((one) => (
          <li key={one} class="chip">
            {nameOf(map.get(one)!)}
            <button aria-label={t(`去掉${nameOf(map.get(one)!)}`, `Remove ${nameOf(map.get(one)!)}`)} onClick={() => choose(chosen.filter((other) => other !== one))}>
              ×
            </button>
          </li>
        ))}
      </ul>
      {chosen.length === 0 ? (
        map.size > 0 && <Empty>{t("选择指标，看历年的数。", "Choose indicators to see them over the years.")}</Empty>
      ) : (
        <Shown of={entry}>
          {(data) => {
            if (!("years" in data)) return null;
            const units = [...new Set(chosen.map((one) => map.get(one)!.unit))];
            return (
              <div class="stack">
                {units.map((unit) => (
                  <Chart
                    key={unit}
                    origin={{ title: `${title} ${unit}`, source: `/api/v1/regions/${code}/figures?from=${from}&to=${to}&indicators=${chosen.join(",")}`, asOf: data.as_of }}
                    data={{
                      title,
                      unit,
                      kind: "line",
                      categories: data.years.map((one) => String(one.year)),
                      series: chosen
                        .filter((one) => map.get(one)!.unit === unit)
                        .map((one) => ({
                          name: nameOf(map.get(one)!),
                          steps: map.get(one)!.kind === "stock",
                          values: data.years.map(({ items }) => {
                            const value = items.find(({ indicator }) => indicator === one)?.value ?? null;
                            return value === null ? null : Number(value);
                          }),
                        })),
                    }}
                  />
                ))}
              </div>
            );
          }}
        </Shown>
      )}
    </>
  );
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(to - from + 1, 0) }, (_, i) => from + i);
}
