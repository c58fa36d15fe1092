// The overview of a county or of what is above: who is late, what is missing, what waits.
import { oldestShown, useQuery } from "../../api/query.ts";
import { useAllPages } from "../../api/pages.ts";
import { levelBelow, useIndicators, useRegion } from "../../api/reference.ts";
import { has } from "../../contract/contract.ts";
import { address, route } from "../../route.ts";
import { beijingDay, beijingInstant, daysBetween } from "../../text/dates.ts";
import { nameOf, t } from "../../text/language.ts";
import { daysLeft } from "../../text/words.ts";
import { Empty, Heading, Shown } from "../../widgets/states.tsx";
import { year } from "../region.ts";
import { stateName } from "../reports/states.ts";
import { ChildRegions } from "./children.tsx";
import { RECORDS, keyOf, placeOf } from "../deadlines.ts";

export function Overview() {
  const code = route.value.path[1]!;
  const region = useRegion(code);
  const name = region?.name ?? code;
  const isCounty = levelBelow(code) === "township";
  return (
    <>
      <div class="head">
        <Heading name={`${name} · ${year.value}`}>{t(`${name} ${year.value}年`, `${name} ${year.value}`)}</Heading>
      </div>
      <div class="stack">
        {isCounty ? <Townships county={code} /> : <ChildRegions region={code} />}
        {isCounty && (
          <div class="cards">
            <RunningOut county={code} />
            <Findings county={code} />
            <Waiting county={code} />
          </div>
        )}
      </div>
    </>
  );
}

function Townships({ county }: { county: string }) {
  const progress = useQuery("/api/v1/regions/{code}/progress", { path: { code: county }, query: { year: year.value, limit: 200 } });
  const findings = useAllPages("/api/v1/regions/{code}/checks", has("list_findings") ? { path: { code: county }, query: { year: year.value, explained: false, limit: 200 } } : null);
  const deadlines = useAllPages("/api/v1/regions/{code}/deadlines", has("list_deadlines") ? { path: { code: county }, query: { within: 14, kind: RECORDS, limit: 200 } } : null);
  const { map } = useIndicators();
  return (
    <Shown of={progress}>
      {({ items, today }) => {
        if (items.length === 0) return <Empty>{t("该地区下没有乡镇。", "No townships below this region.")}</Empty>;
        const submit = items[0]!.submit;
        const left = submit ? daysBetween(today, submit.before) : 0;
        return (
          <>
            {submit && (
              <div class="lead">
                <p class="big">
                  {left > 0 ? left : 0}
                  <small>{left > 0 ? t(`天，到${submit.before}（此前报送）`, `days until ${submit.before} (report before)`) : t(`报送期限${submit.before}已过`, `${submit.before} has passed`)}</small>
                </p>
                <p class="secondary">
                  {submit.act_by
                    ? t(`最后工作日${submit.act_by}`, `Last working day ${submit.act_by}`)
                    : submit.unknown.length > 0 && t(`${submit.before.slice(0, 4)}年放假安排尚未载入，最后工作日待定`, `Holidays of ${submit.before.slice(0, 4)} are not loaded: last working day unknown`)}
                </p>
              </div>
            )}
            <div class="frame" tabIndex={0} role="region" aria-label={t("各乡镇进展", "Progress of townships")}>
              <table class="table">
                <caption class="visually-hidden">{t("各乡镇进展", "Progress of townships")}</caption>
                <thead>
                  <tr>
                    <th scope="col">{t("乡镇", "Township")}</th>
                    <th scope="col">{t("报告", "Report")}</th>
                    <th scope="col" class="number">{t("缺报指标", "Missing")}</th>
                    <th scope="col" class="number">{t("数据完整度", "Complete")}</th>
                    <th scope="col" class="number">{t("疑点", "Findings")}</th>
                    <th scope="col" class="number">{t("14天内到期", "Due in 14 days")}</th>
                    <th scope="col" class="number">{t("逾期", "Overdue")}</th>
                    <th scope="col">{t("最近登记", "Last entry")}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((item) => {
                    const { code, name } = item.township;
                    const of = (list: { township: { code: string } }[] | undefined) => list?.filter(({ township }) => township.code === code) ?? [];
                    const clocks = of(deadlines) as { township: { code: string }; days_left: number }[];
                    const late = clocks.filter(({ days_left }) => days_left < 0).length;
                    const missing = item.indicators_missing.length;
                    const idle = item.last_change_at ? daysBetween(beijingDay(Date.parse(item.last_change_at)), today) : null;
                    return (
                      <tr key={code}>
                        <th scope="row">
                          <a href={address(["r", code], { year: year.value })}>{name}</a>
                        </th>
                        <td class="nowrap">
                          <a href={address(["r", code, "report"], { year: year.value })}>{stateName(item.report)}</a>
                        </td>
                        <td class="number">
                          <a href={address(["r", county, "completeness"], { year: year.value, open: code })} title={item.indicators_missing.slice(0, 12).map((one) => (map.get(one) ? nameOf(map.get(one)!) : one)).join("、")}>
                            {missing}
                          </a>
                        </td>
                        <td class="number">
                          {item.indicators_known}/{item.indicators_known + missing}
                        </td>
                        <td class="number">
                          <a href={address(["r", code, "checks"], { year: year.value })}>{findings ? of(findings).length : "…"}</a>
                        </td>
                        <td class="number">
                          <a href={address(["r", code, "deadlines"], { within: 14 })}>{deadlines ? clocks.length - late : "…"}</a>
                        </td>
                        <td class="number">
                          <a class={late > 0 ? "bad" : undefined} href={address(["r", code, "deadlines"], { within: 0 })}>{deadlines ? late : "…"}</a>
                        </td>
                        <td title={item.last_change_at ? beijingInstant(item.last_change_at) : undefined}>
                          {idle === null ? t("还没有", "none yet") : idle === 0 ? t("今天", "today") : t(`${idle}天前`, `${idle} days ago`)}
                        </td>
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </div>
            <p class="paper">{beijingInstant(new Date(oldestShown()).toISOString())}</p>
          </>
        );
      }}
    </Shown>
  );
}

function RunningOut({ county }: { county: string }) {
  const deadlines = useQuery("/api/v1/regions/{code}/deadlines", has("list_deadlines") ? { path: { code: county }, query: { within: 7, kind: RECORDS, limit: 8 } } : null);
  return (
    <section class="card" aria-labelledby="running-out">
      <h2 id="running-out">{t("7天内到期和逾期", "Due within 7 days, and overdue")}</h2>
      <Shown of={deadlines}>
        {({ items }) => (
          <ul class="lines">
            {items.map((item) => (
              <li key={keyOf(item)}>
                <span class={`when ${item.days_left < 0 ? "bad" : "warn"}`}>{daysLeft(item.days_left)}</span>
                <a class="grow clamp" href={placeOf(item)}>
                  {nameOf(item)} · {item.title}
                </a>
                <small>{item.township.name}</small>
              </li>
            ))}
            {items.length === 0 && <li class="quiet">{t("没有", "None")}</li>}
            <li>
              <a href={address(["r", county, "deadlines"], {})}>{t("全部期限", "All deadlines")}</a>
            </li>
          </ul>
        )}
      </Shown>
    </section>
  );
}

function Findings({ county }: { county: string }) {
  const findings = useQuery("/api/v1/regions/{code}/checks", has("list_findings") ? { path: { code: county }, query: { year: year.value, explained: false, limit: 5 } } : null);
  return (
    <section class="card" aria-labelledby="findings">
      <h2 id="findings">{t("核对", "Checks")}</h2>
      <Shown of={findings}>
        {({ items, counts }) => (
          <ul class="lines">
            {items.map((item) => (
              <li key={item.key}>
                <span class="when">{item.township.name}</span>
                <span class="grow clamp">{item.message}</span>
              </li>
            ))}
            <li>
              <a href={address(["r", county, "checks"], { year: year.value })}>
                {t(`错误${counts.errors} · 警告${counts.warnings} · 提示${counts.hints}`, `${counts.errors} errors · ${counts.warnings} warnings · ${counts.hints} hints`)}
              </a>
            </li>
          </ul>
        )}
      </Shown>
    </section>
  );
}

function Waiting({ county }: { county: string }) {
  const joint = useQuery("/api/v1/joint-activities", has("list_joint_activities") ? { query: { region: county, status: "pending", limit: 5 } } : null);
  return (
    <section class="card" aria-labelledby="waiting">
      <h2 id="waiting">{t("待确认的联合活动", "Joint activities that wait")}</h2>
      <Shown of={joint}>
        {({ items }) => (
          <ul class="lines">
            {items.map((item) => (
              <li key={item.id}>
                <time>{item.activity.held_on}</time>
                <a class="grow clamp" href={address(["activities", item.activity_id])}>
                  {item.activity.title}
                </a>
              </li>
            ))}
            {items.length === 0 && <li class="quiet">{t("没有", "None")}</li>}
            <li>
              <a href={address(["r", county, "joint"])}>{t("全部联合活动", "All joint activities")}</a>
            </li>
          </ul>
        )}
      </Shown>
    </section>
  );
}
