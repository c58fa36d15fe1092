// Above counties: the regions below, how much of each is known, and the way down.
import { useQuery } from "../../api/query.ts";
import { levelBelow, useIndicators } from "../../api/reference.ts";
import { address } from "../../route.ts";
import { nameOf, t } from "../../text/language.ts";
import { shown } from "../../text/words.ts";
import { Empty, Shown } from "../../widgets/states.tsx";
import { year } from "../region.ts";

/** A few figures that say how active a region is; all others are in the matrix. */
const SHOWN = ["leading_group_meetings", "training_sessions", "publicity_activities", "disputes_accepted", "petitions_accepted"];

export function ChildRegions({ region }: { region: string }) {
  const by = levelBelow(region)!;
  const { map } = useIndicators();
  const figures = useQuery("/api/v1/regions/{code}/figures", map.size > 0 ? { path: { code: region }, query: { year: year.value, by } } : null);
  return (
    <Shown of={figures}>
      {(data) => {
        if (!("rows" in data)) return null;
        if (data.rows.length === 0) return <Empty>{t("该地区下没有下级区划。", "No regions below this one.")}</Empty>;
        const columns = SHOWN.map((code) => data.columns.indexOf(code)).filter((i) => i >= 0);
        return (
          <>
            <p class="secondary">
              {t(`${data.coverage.townships}个乡镇中${data.coverage.reporting}个有记录`, `${data.coverage.reporting} of ${data.coverage.townships} townships have records`)}
            </p>
            <div class="frame" tabIndex={0} role="region" aria-label={t("下级区划", "Regions below")}>
              <table class="table">
                <thead>
                  <tr>
                    <th scope="col">{t("区划", "Region")}</th>
                    <th scope="col" class="number">{t("有数的指标", "Known")}</th>
                    {columns.map((i) => (
                      <th key={i} scope="col" class="number">
                        {nameOf(map.get(data.columns[i]!)!)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {data.rows.map((row) => (
                    <tr key={row.region.code}>
                      <th scope="row">
                        <a href={address(["r", row.region.code], { year: year.value })}>{row.region.name}</a>
                      </th>
                      <td class="number">
                        {row.items.filter(({ value }) => value !== null).length}/{row.items.length}
                      </td>
                      {columns.map((i) => (
                        <td key={i} class="number">
                          <a
                            class={row.items[i]!.status === "missing" ? "missing" : undefined}
                            href={address(["r", region, "matrix"], { year: year.value, open: `figure:${row.region.code}:${data.columns[i]}` })}
                          >
                            {shown(row.items[i])}
                          </a>
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        );
      }}
    </Shown>
  );
}
