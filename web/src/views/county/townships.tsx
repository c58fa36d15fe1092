// The townships of a county: how far each is with the report of the year, what it lacks, and what is late.
import { useAllPages } from "../../api/pages.ts";
import { oldestShown, useQuery } from "../../api/query.ts";
import { useIndicators } from "../../api/reference.ts";
import type { components } from "../../api/contract.d.ts";
import { has } from "../../contract/contract.ts";
import { address } from "../../route.ts";
import { beijingDay, beijingInstant, daysBetween } from "../../text/dates.ts";
import { nameOf, t } from "../../text/language.ts";
import { useNarrow } from "../../widgets/narrow.ts";
import { Empty, Shown } from "../../widgets/states.tsx";
import { RECORDS } from "../deadlines.ts";
import { year } from "../region.ts";
import { stateName } from "../reports/states.ts";

type Progress = components["schemas"]["ProgressPage"];

/** A township as the overview tells it; counts that are still being read are undefined. */
interface Row {
  code: string;
  name: string;
  report: string | null;
  missing: string[];
  known: number;
  findings: number | undefined;
  soon: number | undefined;
  late: number | undefined;
  /** Days since something was entered; null where nothing was. */
  idle: number | null;
  changedAt: string | null;
}

const SOON_DAYS = 14;

export function Townships({ county }: { county: string }) {
  const progress = useQuery("/api/v1/regions/{code}/progress", { path: { code: county }, query: { year: year.value, limit: 200 } });
  const findings = useAllPages("/api/v1/regions/{code}/checks", has("list_findings") ? { path: { code: county }, query: { year: year.value, explained: false, limit: 200 } } : null);
  const deadlines = useAllPages("/api/v1/regions/{code}/deadlines", has("list_deadlines") ? { path: { code: county }, query: { within: SOON_DAYS, kind: RECORDS, limit: 200 } } : null);
  const narrow = useNarrow();
  return (
    <Shown of={progress}>
      {({ items, today }) => {
        if (items.length === 0) return <Empty>{t("该地区下没有乡镇。", "No townships below this region.")}</Empty>;
        const rows = items.map((item): Row => {
          const { code, name } = item.township;
          const clocks = deadlines?.filter(({ township }) => township.code === code);
          const late = clocks?.filter(({ days_left }) => days_left < 0).length;
          return {
            code,
            name,
            report: item.report,
            missing: item.indicators_missing,
            known: item.indicators_known,
            findings: findings?.filter(({ township }) => township.code === code).length,
            soon: clocks && clocks.length - late!,
            late,
            idle: item.last_change_at ? daysBetween(beijingDay(Date.parse(item.last_change_at)), today) : null,
            changedAt: item.last_change_at,
          };
        });
        return (
          <>
            <Submission of={items[0]!} today={today} />
            {narrow ? (
              <Lines rows={rows} county={county} />
            ) : (
              <div class="frame" tabIndex={0} role="region" aria-label={t("各乡镇进展", "Progress of townships")}>
                <Table rows={rows} county={county} />
              </div>
            )}
            <p class="paper">{beijingInstant(new Date(oldestShown()).toISOString())}</p>
          </>
        );
      }}
    </Shown>
  );
}

/** How long reports may still be submitted. */
function Submission({ of: { submit }, today }: { of: Progress["items"][number]; today: string }) {
  if (!submit) return null;
  const { before, act_by, unknown } = submit;
  const left = daysBetween(today, before);
  return (
    <div class="lead">
      <p class="big">
        {left > 0 ? left : 0}
        <small>{left > 0 ? t(`天后到报送期限：须在${before}前报送`, `days left: reports are due before ${before}`) : t(`报送期限${before}已过`, `${before} has passed`)}</small>
      </p>
      <p class="secondary">
        {act_by
          ? t(`最后工作日${act_by}`, `Last working day ${act_by}`)
          : unknown.length > 0 && t(`${before.slice(0, 4)}年放假安排尚未载入，最后工作日待定`, `Holidays of ${before.slice(0, 4)} are not loaded: last working day unknown`)}
      </p>
    </div>
  );
}

interface Props {
  rows: Row[];
  county: string;
}

function Table({ rows, county }: Props) {
  const { map } = useIndicators();
  return (
    <table class="table">
      <caption class="visually-hidden">{t("各乡镇进展", "Progress of townships")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("乡镇", "Township")}</th>
          <th scope="col">{t("报告", "Report")}</th>
          <th scope="col" class="number">{t("缺报指标", "Missing")}</th>
          <th scope="col" class="number">{t("数据完整度", "Complete")}</th>
          <th scope="col" class="number">{t("疑点", "Findings")}</th>
          <th scope="col" class="number">{t(`${SOON_DAYS}天内到期`, `Due in ${SOON_DAYS} days`)}</th>
          <th scope="col" class="number">{t("逾期", "Overdue")}</th>
          <th scope="col">{t("最近登记", "Last entry")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const to = linksOf(row, county);
          return (
            <tr key={row.code}>
              <th scope="row" class="nowrap">
                <a href={to.home}>{row.name}</a>
              </th>
              <td class="nowrap">
                <a href={to.report}>{stateName(row.report)}</a>
              </td>
              <td class="number">
                <a href={to.missing} title={row.missing.slice(0, 12).map((one) => (map.get(one) ? nameOf(map.get(one)!) : one)).join("、")}>
                  {row.missing.length}
                </a>
              </td>
              <td class="number">
                {row.known}/{row.known + row.missing.length}
              </td>
              <td class="number">
                <a href={to.findings}>{row.findings ?? "…"}</a>
              </td>
              <td class="number">
                <a href={to.soon}>{row.soon ?? "…"}</a>
              </td>
              <td class="number">
                <a class={row.late ? "bad" : undefined} href={to.late}>
                  {row.late ?? "…"}
                </a>
              </td>
              <td class="nowrap" title={row.changedAt ? beijingInstant(row.changedAt) : undefined}>
                {row.idle === null ? idleWord(null) : <a href={to.recent}>{idleWord(row.idle)}</a>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** On phones: a township a line, what is late first. */
function Lines({ rows, county }: Props) {
  return (
    <ul class="card lines" aria-label={t("各乡镇进展", "Progress of townships")}>
      {rows.map((row) => {
        const to = linksOf(row, county);
        return (
          <li key={row.code}>
            <a class="grow" href={to.home}>
              <b>{row.name}</b>
            </a>
            <a href={to.report}>
              <span class="visually-hidden">{t("报告：", "Report: ")}</span>
              {stateName(row.report)}
            </a>
            <span class="whole counts">
              <a class={row.late ? "bad" : undefined} href={to.late}>
                {t(`逾期${row.late ?? "…"}`, `${row.late ?? "…"} late`)}
              </a>
              <a href={to.soon}>{t(`将到期${row.soon ?? "…"}`, `${row.soon ?? "…"} due`)}</a>
              <a href={to.missing}>{t(`缺报${row.missing.length}`, `${row.missing.length} missing`)}</a>
              <a href={to.findings}>{t(`疑点${row.findings ?? "…"}`, `${row.findings ?? "…"} findings`)}</a>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function linksOf({ code }: Row, county: string) {
  const of = (view: string, query: Record<string, string | number> = { year: year.value }) => address(["r", code, view], query);
  return {
    home: address(["r", code], { year: year.value }),
    report: of("report"),
    missing: address(["r", county, "completeness"], { year: year.value, open: code }),
    findings: of("checks"),
    soon: of("deadlines", { within: SOON_DAYS }),
    late: of("deadlines", { within: 0 }),
    recent: of("recent", {}),
  };
}

function idleWord(days: number | null): string {
  if (days === null) return t("还没有", "none yet");
  return days === 0 ? t("今天", "today") : t(`${days}天前`, `${days} days ago`);
}
