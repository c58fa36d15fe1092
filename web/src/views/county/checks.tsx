// Findings of the checks: what is wrong with records and figures of a year, and what the townships say of it.
import { MOST_ITEMS, useAllPages } from "../../api/pages.ts";
import { useQuery } from "../../api/query.ts";
import { useIndicators, useRegion } from "../../api/reference.ts";
import { codeName, labelsOf, resourceNamed } from "../../contract/contract.ts";
import { address, go, here, route } from "../../route.ts";
import { canDo } from "../../session/session.ts";
import { labelOf, nameOf, t } from "../../text/language.ts";
import { Empty, Heading, Loading, ProblemNotice } from "../../widgets/states.tsx";
import { year } from "../region.ts";

const LOOK: Record<string, string> = { error: "bad", warning: "warn", hint: "" };

export function Checks() {
  const code = route.value.path[1]!;
  const { severity, check, explained } = route.value.query;
  const query = { year: year.value, severity, check, explained: explained === "all" ? undefined : (explained ?? "false"), limit: 200 };
  const first = useQuery("/api/v1/regions/{code}/checks", { path: { code }, query });
  const items = useAllPages("/api/v1/regions/{code}/checks", { path: { code }, query });
  const { map } = useIndicators();
  const name = useRegion(code)?.name ?? code;
  const counts = first.data?.counts;
  return (
    <>
      <div class="head">
        <Heading name={t(`核对 · ${name} · ${year.value}`, `Checks · ${name} · ${year.value}`)}>{t(`${name} ${year.value}年数据核对`, `Checks of ${name}, ${year.value}`)}</Heading>
        {counts && (
          <p>
            <span class={counts.errors ? "bad" : undefined}>{t(`错误${counts.errors}`, `${counts.errors} errors`)}</span> ·{" "}
            {t(`警告${counts.warnings} · 提示${counts.hints} · 已说明${counts.explained}`, `${counts.warnings} warnings · ${counts.hints} hints · ${counts.explained} explained`)}
          </p>
        )}
      </div>
      <div class="filters">
        <Choice name="severity" label={t("轻重", "Severity")} value={severity} />
        <Choice name="check" vocabulary="checks" label={t("检查项目", "Check")} value={check} />
        <label>
          {t("说明", "Explained")}
          <select value={explained ?? "false"} onChange={(event) => go(here({ explained: event.currentTarget.value }))}>
            <option value="false">{t("未说明的", "not yet")}</option>
            <option value="true">{t("已说明的", "explained")}</option>
            <option value="all">{t("全部", "all")}</option>
          </select>
        </label>
      </div>
      {(items?.length ?? 0) >= MOST_ITEMS && (
        <p class="notice">{t(`只列出前${MOST_ITEMS}条，请到下级区划查看`, `Only the first ${MOST_ITEMS} are listed; look at a region below`)}</p>
      )}
      {first.error && !items ? (
        <ProblemNotice problem={first.error} />
      ) : !items ? (
        <Loading />
      ) : items.length === 0 ? (
        <Empty>{t("没有疑点。", "Nothing found.")}</Empty>
      ) : (
        <ul class="card lines">
          {items.map((item) => (
            <li key={item.key}>
              <span class={`tag ${LOOK[item.severity] ?? ""}`}>{codeName("severities", item.severity)}</span>
              <span class="when">{item.township.name}</span>
              <span class="grow">
                {item.message}
                {item.explanation && (
                  <>
                    <br />
                    <span class="secondary">
                      {t("说明：", "Explained: ")}
                      <a href={address(["explanations", item.explanation.id])}>{item.explanation.text}</a>
                    </span>
                  </>
                )}
              </span>
              <span class="actions">
                {item.indicators.map((one) => (
                  <a key={one} href={address(["r", item.township.code, "figures", one], { year: year.value })}>
                    {map.get(one) ? nameOf(map.get(one)!) : one}
                  </a>
                ))}
                {item.records.map((record, i) => {
                  const resource = resourceNamed(record.resource);
                  return (
                    <a key={record.id} href={address([record.resource, record.id])}>
                      {t("看", "See ")}
                      {resource ? labelOf(resource) : record.resource}
                      {item.records.length > 1 ? ` ${i + 1}` : ""}
                    </a>
                  );
                })}
                {!item.explanation && canDo("create_explanation", item.township.code) && (
                  <a href={address(["explanations", "new"], { township: item.township.code, year: year.value, finding: item.key })}>{t("说明…", "Explain…")}</a>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Choice({ name, vocabulary, label, value }: { name: string; vocabulary?: string; label: string; value: string | undefined }) {
  return (
    <label>
      {label}
      <select value={value ?? ""} onChange={(event) => go(here({ [name]: event.currentTarget.value }))}>
        <option value="">{t("全部", "all")}</option>
        {labelsOf(vocabulary ?? "severities").map((one) => (
          <option key={one.code} value={one.code}>
            {labelOf(one)}
          </option>
        ))}
      </select>
    </label>
  );
}
