// Clocks that run out, the first due first.
import { MOST_ITEMS, useAllPages } from "../../api/pages.ts";
import { useQuery } from "../../api/query.ts";
import { useRegion } from "../../api/reference.ts";
import { codeName } from "../../contract/contract.ts";
import { go, here, route } from "../../route.ts";
import { nameOf, t } from "../../text/language.ts";
import { daysLeft } from "../../text/words.ts";
import { useNarrow } from "../../widgets/narrow.ts";
import { Empty, Heading, ProblemNotice, Loading } from "../../widgets/states.tsx";
import { KINDS, type Kind, keyOf, placeOf } from "../deadlines.ts";

const SOON_DAYS = 7;
const CHOICES = [0, 7, 14, 30, 90, 366];

export function Deadlines() {
  const code = route.value.path[1]!;
  const within = Number(route.value.query.within ?? 14);
  const obliged = route.value.query.obliged === "all" ? "all" : "own";
  const kind = route.value.query.kind as Kind | undefined;
  const params = { path: { code }, query: { within, obliged, limit: 200, ...(kind && { kind: [kind] }) } };
  const first = useQuery("/api/v1/regions/{code}/deadlines", params);
  const items = useAllPages("/api/v1/regions/{code}/deadlines", params);
  const narrow = useNarrow();
  const name = useRegion(code)?.name ?? code;
  const late = items?.filter(({ days_left }) => days_left < 0).length ?? 0;
  const now = items?.filter(({ days_left }) => days_left === 0).length ?? 0;
  const unknown = [...new Set(items?.flatMap(({ unknown }) => unknown))].map((one) => one.replace("rest_days_", ""));
  return (
    <>
      <div class="head">
        <Heading name={t(`期限 · ${name}`, `Deadlines · ${name}`)}>{t(`${name}的法定期限`, `Deadlines of ${name}`)}</Heading>
        {items && (
          <p>
            <span class={late ? "bad" : undefined}>{t(`逾期${late}`, `${late} overdue`)}</span> · {t(`今天${now}`, `${now} today`)} ·{" "}
            {t(`之后${items.length - late - now}`, `${items.length - late - now} later`)}
          </p>
        )}
      </div>
      <div class="filters">
        <label>
          {t("几日之内", "Within")}
          <select value={within} onChange={(event) => go(here({ within: event.currentTarget.value }))}>
            {CHOICES.map((days) => (
              <option key={days} value={days}>
                {days === 0 ? t("只看逾期和今天", "overdue and today") : t(`${days}天`, `${days} days`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t("谁的义务", "Obliged")}
          <select value={obliged} onChange={(event) => go(here({ obliged: event.currentTarget.value }))}>
            <option value="own">{t("本级义务", "own")}</option>
            <option value="all">{t("全部（含法院、当事人等）", "all, courts and parties too")}</option>
          </select>
        </label>
        <label>
          {t("事项", "Kind")}
          <select value={kind ?? ""} onChange={(event) => go(here({ kind: event.currentTarget.value || undefined }))}>
            <option value="">{t("全部", "all")}</option>
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {codeName("clock_matters", one)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {unknown.length > 0 && (
        <p class="notice">{t(`${unknown.join("、")}年的放假安排尚未载入，最后工作日待定`, `Holidays of ${unknown.join(", ")} are not loaded: last working days unknown`)}</p>
      )}
      {(items?.length ?? 0) >= MOST_ITEMS && (
        <p class="notice">{t(`只列出前${MOST_ITEMS}条，请到下级区划查看`, `Only the first ${MOST_ITEMS} are listed; look at a region below`)}</p>
      )}
      {first.error && !items ? (
        <ProblemNotice problem={first.error} />
      ) : !items ? (
        <Loading />
      ) : items.length === 0 ? (
        <Empty>{t("没有到期的事项。", "Nothing runs out.")}</Empty>
      ) : narrow ? (
        <ul class="card lines">
          {items.map((item) => (
            <li key={keyOf(item)}>
              <span class={`when ${lateness(item.days_left)}`}>{daysLeft(item.days_left)}</span>
              <a class="grow clamp" href={placeOf(item)}>
                {nameOf(item)} · {item.title}
              </a>
              <small style={{ flexBasis: "100%" }}>
                {item.township.name} · {t(`期限${item.due_on ?? "待定"}`, `due ${item.due_on ?? "unknown"}`)} · {item.law}
                {item.article && t(`第${item.article}条`, ` art. ${item.article}`)}
              </small>
            </li>
          ))}
        </ul>
      ) : (
        <div class="frame" tabIndex={0} role="region" aria-label={t("期限", "Deadlines")}>
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t("剩余", "Left")}</th>
                <th scope="col">{t("期限", "Due")}</th>
                <th scope="col">{t("最后工作日", "Act by")}</th>
                <th scope="col">{t("事项", "What")}</th>
                <th scope="col">{t("事由", "Subject")}</th>
                <th scope="col">{t("乡镇", "Township")}</th>
                <th scope="col">{t("义务主体", "Obliged")}</th>
                <th scope="col">{t("依据", "Law")}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={keyOf(item)}>
                  <td class={`nowrap ${lateness(item.days_left)}`}>{daysLeft(item.days_left)}</td>
                  <td class="nowrap">{item.due_on ?? "—"}</td>
                  <td class="nowrap">{item.act_by ?? "—"}</td>
                  <td>{nameOf(item)}</td>
                  <td>
                    <a class="clamp" href={placeOf(item)}>
                      {item.title}
                    </a>
                  </td>
                  <td class="nowrap">{item.township.name}</td>
                  <td class="nowrap">{codeName("obliged_parties", item.obliged)}</td>
                  <td>
                    {item.law}
                    {item.article && <span class="nowrap">{t(`第${item.article}条`, ` art. ${item.article}`)}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function lateness(days: number): string {
  return days < 0 ? "bad" : days < SOON_DAYS ? "warn" : "";
}
