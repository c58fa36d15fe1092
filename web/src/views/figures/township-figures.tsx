// A township's year in figures: each against last year, group by group.
import { useQuery } from "../../api/query.ts";
import { useIndicators, useRegion } from "../../api/reference.ts";
import { codeName } from "../../contract/contract.ts";
import { here, route } from "../../route.ts";
import { nameOf, t } from "../../text/language.ts";
import { estimatedSign, shown, spoken } from "../../text/words.ts";
import { saveCsv } from "../../widgets/export.ts";
import { Menu } from "../../widgets/menu.tsx";
import { Heading, Shown } from "../../widgets/states.tsx";
import { year } from "../region.ts";
import { useTableFile } from "../table-file.tsx";
import { Panel } from "./panel.tsx";

export function TownshipFigures({ township }: { township: string }) {
  const entry = useQuery("/api/v1/regions/{code}/figures", { path: { code: township }, query: { year: year.value, compare: "previous_year" } });
  const { map, groups } = useIndicators();
  const name = useRegion(township)?.name ?? township;
  const title = t(`${name} ${year.value}年数据`, `Figures of ${name}, ${year.value}`);
  const source = `/api/v1/regions/${township}/figures?year=${year.value}&compare=previous_year`;
  const workbook = useTableFile(title, source);
  const { open } = route.value.query;
  const openAt = open?.startsWith("figure:") ? open.split(":").slice(1) : null;
  return (
    <Shown of={entry}>
      {(data) => {
        if (!("items" in data)) return null;
        const rows = [
          [t("指标", "Indicator"), t("单位", "Unit"), String(year.value), t("上年", "Last year")],
          ...data.items.map((item) => [map.get(item.indicator) ? nameOf(map.get(item.indicator)!) : item.indicator, item.unit, shown(item), shown(item.previous)]),
        ];
        return (
          <>
            <div class="head">
              <Heading name={title}>{title}</Heading>
              <div class="actions">
                <span role="status">{workbook.said}</span>
                <Menu label={t("导出", "Export")}>
                  <button onClick={workbook.save}>Excel</button>
                  <button onClick={() => saveCsv({ title, source, asOf: data.as_of }, rows)}>CSV</button>
                  <button onClick={() => print()}>{t("打印", "Print")}</button>
                </Menu>
              </div>
            </div>
            <div class={`with-panel ${openAt ? "open" : ""}`}>
              <div class="columns">
                {groups.map((group) => {
                  const items = data.items.filter((item) => map.get(item.indicator)?.group === group.code);
                  return (
                    <section key={group.code} class="card">
                      <h2>{codeName("indicator_groups", group.code)}</h2>
                      <ul class="lines against">
                        {items.map((item) => (
                          <li key={item.indicator}>
                            <span class="grow">{nameOf(map.get(item.indicator)!)}</span>
                            <a class={`number ${item.status === "missing" ? "missing" : ""}`} aria-label={spoken(item)} href={here({ open: `figure:${township}:${item.indicator}` })}>
                              {shown(item)}
                              {estimatedSign(item)}
                            </a>
                            <span class="quiet">{item.unit}</span>
                            <span class="quiet number">{t(`上年${shown(item.previous)}`, `last year ${shown(item.previous)}`)}</span>
                          </li>
                        ))}
                      </ul>
                    </section>
                  );
                })}
              </div>
              {openAt && <Panel key={open} region={openAt[0]!} indicator={openAt[1]!} />}
            </div>
          </>
        );
      }}
    </Shown>
  );
}
