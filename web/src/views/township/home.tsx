// A township's home: enter something, what is due, what the report still lacks, what was entered last.
import { thisYear } from "../../api/connection.ts";
import { useQuery } from "../../api/query.ts";
import { useRegion } from "../../api/reference.ts";
import { has, resources } from "../../contract/contract.ts";
import { address, route } from "../../route.ts";
import { canDo } from "../../session/session.ts";
import { labelOf, nameOf, t } from "../../text/language.ts";
import { daysLeft } from "../../text/words.ts";
import { beijingInstant, daysBetween } from "../../text/dates.ts";
import { Heading, Shown } from "../../widgets/states.tsx";
import { Drafts } from "../drafts.tsx";
import { isOpen as isReportOpen, lookOf, stateName } from "../reports/states.ts";
import { year } from "../region.ts";
import { Lacking } from "./lacking.tsx";
import { Recent } from "./recent.tsx";
import { RECORDS, keyOf, placeOf } from "../deadlines.ts";

export function Home() {
  const code = route.value.path[1]!;
  const region = useRegion(code);
  const name = region?.name ?? code;
  return (
    <>
      <div class="head">
        <Heading name={`${name} · ${year.value}`}>{t(`${name} ${year.value}年`, `${name} ${year.value}`)}</Heading>
      </div>
      <div class="stack">
        <Enter township={code} />
        <Drafts />
        <div class="cards">
          <Due township={code} />
          <Lacking township={code} year={year.value} />
          <Recent township={code} />
        </div>
      </div>
    </>
  );
}

/** One button for each thing that a clerk enters; the kinds of the two most used resources stand by themselves. */
function Enter({ township }: { township: string }) {
  const may = resources.filter((resource) => canDo(resource.create, township) && !["explanations", "reports"].includes(resource.name));
  if (may.length === 0) return null;
  const direct = may.filter(({ name }) => name === "activities" || name === "cases");
  const others = may.filter((resource) => !direct.includes(resource));
  return (
    <section class="card" aria-labelledby="enter">
      <h2 id="enter" tabIndex={-1}>
        {t("登记", "Enter")}
      </h2>
      <div class="body stack">
        {direct.map((resource) => (
          <Offer
            key={resource.name}
            name={labelOf(resource)}
            links={resource.kinds.map((kind) => ({ label: labelOf(kind), href: address([resource.name, "new"], { township, kind: kind.code }) }))}
          />
        ))}
        <Offer
          name={t("其他", "Other")}
          links={others.map((resource) => ({ label: labelOf(resource), href: address([resource.name, "new"], { township }) }))}
        />
      </div>
    </section>
  );
}

function Offer({ name, links }: { name: string; links: { label: string; href: string }[] }) {
  return (
    <div class="offer">
      <span class="secondary">{name}</span>
      <ul>
        {links.map(({ label, href }) => (
          <li key={href}>
            <a class="button" href={href}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

const SOON = 30;

function Due({ township }: { township: string }) {
  const deadlines = useQuery("/api/v1/regions/{code}/deadlines", has("list_deadlines") ? { path: { code: township }, query: { within: SOON, kind: RECORDS, limit: 20 } } : null);
  const joint = useQuery("/api/v1/joint-activities", has("list_joint_activities") ? { query: { region: township, status: "pending" } } : null);
  const findings = useQuery("/api/v1/regions/{code}/checks", has("list_findings") ? { path: { code: township }, query: { year: year.value, explained: false, limit: 1 } } : null);
  const waiting = joint.data?.items.length ?? 0;
  const counts = findings.data?.counts;
  const toExplain = counts ? counts.errors + counts.warnings : 0;
  return (
    <section class="card" aria-labelledby="due">
      <h2 id="due">
        {t("要办的", "To do")} <small>{t(`${SOON}天内`, `within ${SOON} days`)}</small>
      </h2>
      <Shown of={deadlines}>
        {({ items }) => (
          <ul class="lines">
            {items.map((item) => (
              <li key={keyOf(item)}>
                <span class={`when ${item.days_left < 0 ? "bad" : item.days_left < 7 ? "warn" : ""}`}>{daysLeft(item.days_left)}</span>
                <a class="grow" href={placeOf(item)}>
                  {nameOf(item)} · {item.title}
                </a>
              </li>
            ))}
            {waiting > 0 && (
              <li>
                <span class="when">{t("待确认", "to confirm")}</span>
                <a class="grow" href={address(["r", township, "joint"])}>
                  {t(`${waiting}项联合活动`, `${waiting} joint activities`)}
                </a>
              </li>
            )}
            {toExplain > 0 && (
              <li>
                <span class="when">{t("待说明", "to explain")}</span>
                <a class="grow" href={address(["r", township, "checks"], { year: year.value })}>
                  {t(`${toExplain}处疑点（${year.value}年）`, `${toExplain} findings of ${year.value}`)}
                </a>
              </li>
            )}
            <ReportDue township={township} />
            {items.length + waiting + toExplain === 0 && <li class="quiet">{t("没有即将到期的事项", "Nothing runs out soon")}</li>}
          </ul>
        )}
      </Shown>
    </section>
  );
}

/** When the report of the year is due, and how far it is. */
function ReportDue({ township }: { township: string }) {
  const { data } = useQuery("/api/v1/regions/{code}/progress", has("list_progress") ? { path: { code: township }, query: { year: year.value } } : null);
  const own = data?.items[0];
  const isOpen = !own?.report || isReportOpen(own.report);
  // A report of an earlier year is told as long as it waits for the township.
  if (!data || !own?.submit || (year.value < thisYear() - 1 && (!own.report || !isOpen))) return null;
  const { before, act_by } = own.submit;
  const left = daysBetween(data.today, before);
  return (
    <li>
      {isOpen ? (
        <span class={`when ${left <= 0 ? "bad" : left < 15 ? "warn" : ""}`}>{left > 0 ? daysLeft(left) : t("已过", "past")}</span>
      ) : (
        <span class="when">{stateName(own.report)}</span>
      )}
      <span class="grow">
        <a href={address(["r", township, "report"], { year: year.value })}>{t(`${year.value}年度报告：${before}前上报`, `Report of ${year.value}: before ${before}`)}</a>
        {own.report && isOpen && <span class={lookOf(own.report) || "secondary"}> {stateName(own.report)}</span>}
        {act_by && <small> {t(`最后工作日${act_by}`, `last working day ${act_by}`)}</small>}
        {own.last_change_at && <small> {t(`最后登记${beijingInstant(own.last_change_at)}`, `last entry ${beijingInstant(own.last_change_at)}`)}</small>}
      </span>
    </li>
  );
}
