// How complete the data of a year are: townships by groups of indicators, tinted in four steps, with the numbers in the cells.
import { useAllPages } from "../../api/pages.ts";
import { useQuery } from "../../api/query.ts";
import { useIndicators, useRegion } from "../../api/reference.ts";
import { codeName } from "../../contract/contract.ts";
import { address, here, route } from "../../route.ts";
import { nameOf, t } from "../../text/language.ts";
import { saveCsv } from "../../widgets/export.ts";
import { Menu } from "../../widgets/menu.tsx";
import { Empty, Heading, Loading, ProblemNotice } from "../../widgets/states.tsx";
import { year } from "../region.ts";
import { stepOf } from "./steps.ts";

export function Completeness() {
  const code = route.value.path[1]!;
  const open = route.value.query.open;
  const params = { path: { code }, query: { year: year.value, limit: 200 } };
  const first = useQuery("/api/v1/regions/{code}/progress", params);
  const items = useAllPages("/api/v1/regions/{code}/progress", params);
  const { map, groups } = useIndicators();
  const name = useRegion(code)?.name ?? code;
  const title = t(`${name} ${year.value}年数据完整度`, `Completeness of ${name}, ${year.value}`);
  if (first.error && !items) return <ProblemNotice problem={first.error} />;
  if (!items) return <Loading />;

  const missingIn = (missing: string[], group: string) => missing.filter((one) => map.get(one)?.group === group);
  const opened = items.find(({ township }) => township.code === open?.split(":")[0]);
  const group = open?.split(":")[1];
  const rows = () => [
    [t("乡镇", "Township"), ...groups.map((one) => codeName("indicator_groups", one.code))],
    ...items.map((item) => [
      item.township.name,
      ...groups.map((one) => `${one.indicators.length - missingIn(item.indicators_missing, one.code).length}/${one.indicators.length}`),
    ]),
  ];
  return (
    <>
      <div class="head">
        <Heading name={title}>{title}</Heading>
        <div class="actions">
          <Menu label={t("导出", "Export")}>
            <button onClick={() => saveCsv({ title, source: `/api/v1/regions/${code}/progress?year=${year.value}`, asOf: new Date(first.at).toISOString() }, rows())}>CSV</button>
            <button onClick={() => print()}>{t("打印", "Print")}</button>
          </Menu>
        </div>
        <p>{t("格中为已有数（或已申报）的指标数／该组指标数；点开看缺哪些。", "In the cells: indicators with a value or a declaration, of those in the group. Open one to see what is missing.")}</p>
      </div>
      {items.length === 0 ? (
        <Empty>{t("该地区下没有乡镇。", "No townships below this region.")}</Empty>
      ) : (
        <div class="frame" tabIndex={0} role="region" aria-label={title}>
          <table class="table heat">
            <thead>
              <tr>
                <th scope="col">{t("乡镇", "Township")}</th>
                {groups.map((one) => (
                  <th key={one.code} scope="col">
                    {codeName("indicator_groups", one.code)}
                  </th>
                ))}
                <th scope="col">{t("合计", "Total")}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.township.code}>
                  <th scope="row">
                    <a href={address(["r", item.township.code], { year: year.value })}>{item.township.name}</a>
                  </th>
                  {groups.map((one) => {
                    const all = one.indicators.length;
                    const known = all - missingIn(item.indicators_missing, one.code).length;
                    return (
                      <td key={one.code} class={`s${stepOf(known, all)}`}>
                        <a href={here({ open: `${item.township.code}:${one.code}` })}>
                          {known}/{all}
                        </a>
                      </td>
                    );
                  })}
                  <td>
                    <a href={here({ open: item.township.code })}>
                      {item.indicators_known}/{item.indicators_known + item.indicators_missing.length}
                    </a>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {opened && (
        <section class="card" style={{ marginTop: "16px" }} aria-labelledby="lacks">
          <div class="head">
            <h2 id="lacks">
              {t(`${opened.township.name}缺`, `Missing in ${opened.township.name}`)}
              {group && ` · ${codeName("indicator_groups", group)}`}
            </h2>
            <a href={here({ open: null })}>{t("收起", "Close")}</a>
          </div>
          <ul class="lines">
            {(group ? missingIn(opened.indicators_missing, group) : opened.indicators_missing).map((one) => (
              <li key={one}>
                <a href={address(["r", opened.township.code, "figures", one], { year: year.value })}>{map.get(one) ? nameOf(map.get(one)!) : one}</a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
