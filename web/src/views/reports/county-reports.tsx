// The reports of a county's townships for a year: how far each is, and who acted last.
import { useAllPages } from "../../api/pages.ts";
import { useChildren, useRegion } from "../../api/reference.ts";
import { labelsOf } from "../../contract/contract.ts";
import { address, here, route } from "../../route.ts";
import { beijingInstant } from "../../text/dates.ts";
import { t } from "../../text/language.ts";
import { Empty, Heading, Loading } from "../../widgets/states.tsx";
import { year } from "../region.ts";
import type { Report } from "./laid-out.ts";
import { lookOf, stateName } from "./states.ts";

const NONE = "none";

export function CountyReports() {
  const county = route.value.path[1]!;
  const asked = route.value.query.state;
  const townships = useChildren(county);
  const reports = useAllPages("/api/v1/reports", { query: { region: county, year: year.value, limit: 200 } });
  const name = useRegion(county)?.name ?? county;
  const title = t(`${name} ${year.value}年度报告`, `Reports of ${name}, ${year.value}`);
  if (!townships || !reports) return <Loading />;
  const rows = townships.map(({ code, name: own }) => ({ code, name: own, report: reports.find(({ township_code }) => township_code === code) }));
  const stateOf = ({ report }: { report?: Report }) => report?.state ?? NONE;
  const shown = rows.filter((row) => !asked || stateOf(row) === asked);
  return (
    <>
      <div class="head">
        <Heading name={title}>{title}</Heading>
      </div>
      <nav class="states" aria-label={t("按状态", "By state")}>
        <a href={here({ state: null })} aria-current={asked ? undefined : "true"}>
          {t("全部", "All")} <small>{rows.length}</small>
        </a>
        {[...labelsOf("report_states").map(({ code }) => code), NONE].map((state) => {
          const count = rows.filter((row) => stateOf(row) === state).length;
          return (
            (count > 0 || state === asked) && (
              <a key={state} href={here({ state })} aria-current={asked === state ? "true" : undefined}>
                {stateName(state === NONE ? null : state)} <small>{count}</small>
              </a>
            )
          );
        })}
      </nav>
      {shown.length === 0 ? (
        <Empty>{t("没有这样的报告。", "No such reports.")}</Empty>
      ) : (
        <ul class="card lines">
          {shown.map(({ code, name: own, report }) => {
            const last = report?.course[report.course.length - 1];
            return (
              <li key={code}>
                <a class="when" href={address(["r", code, "report"], { year: year.value })}>
                  {own}
                </a>
                <span class={`tag ${lookOf(report?.state)}`}>{stateName(report?.state)}</span>
                {last ? (
                  <small>
                    {beijingInstant(last.at)} {last.by}
                  </small>
                ) : (
                  report && (
                    <small>
                      {beijingInstant(report.updated_at)} {report.updated_by}
                    </small>
                  )
                )}
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
