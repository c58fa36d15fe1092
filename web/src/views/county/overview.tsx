// The overview of a county or of what is above: who is late, what is missing, what waits.
import { useQuery } from "../../api/query.ts";
import { levelBelow, useRegion } from "../../api/reference.ts";
import { has } from "../../contract/contract.ts";
import { address, route } from "../../route.ts";
import { nameOf, t } from "../../text/language.ts";
import { daysLeft } from "../../text/words.ts";
import { Entry } from "../../widgets/entry.tsx";
import { Heading, Shown } from "../../widgets/states.tsx";
import { year } from "../region.ts";
import { Drafts } from "../drafts.tsx";
import { ChildRegions } from "./children.tsx";
import { RECORDS, keyOf, placeOf } from "../deadlines.ts";
import { Townships } from "./townships.tsx";

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
        <Drafts />
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
                <Entry href={placeOf(item)} title={`${nameOf(item)} · ${item.title}`}>
                  {item.township.name}
                </Entry>
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
                <a class="grow clamp" href={address(["r", item.township.code, "checks"], { year: year.value })}>
                  {item.message}
                </a>
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
