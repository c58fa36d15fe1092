// What the report of a year still lacks, group by group: enter it, or declare that there was none.
import { useState } from "preact/hooks";
import { DELETE, POST, reasonHeader } from "../../api/client.ts";
import { thisYear } from "../../api/connection.ts";
import { type ApiProblem, inWords } from "../../api/problems.ts";
import { refresh, useQuery } from "../../api/query.ts";
import { type Indicator, useIndicators, useVocabularies } from "../../api/reference.ts";
import { codeName, has, resourceNamed } from "../../contract/contract.ts";
import { address } from "../../route.ts";
import { canDo } from "../../session/session.ts";
import { randomText } from "../../session/sha256.ts";
import { nameOf, t } from "../../text/language.ts";
import { ReasonDialog } from "../../widgets/dialog.tsx";
import { Shown } from "../../widgets/states.tsx";

interface Declared {
  id: string;
  etag: string;
  names: string;
}

export function Lacking({ township, year }: { township: string; year: number }) {
  const progress = useQuery("/api/v1/regions/{code}/progress", has("list_progress") ? { path: { code: township }, query: { year } } : null);
  const { map, groups } = useIndicators();
  const parts = useVocabularies(township).get("report_parts") ?? [];
  const [declared, setDeclared] = useState<Declared | null>(null);
  const [asking, setAsking] = useState<Indicator[] | null>(null);
  const [error, setError] = useState("");
  const when = year === thisYear() ? "今年" : `${year}年`;
  const mayDeclare = canDo("create_declaration", township) && year <= thisYear();

  async function declare(indicators: Indicator[], reason?: string) {
    setError("");
    const { data, response } = await POST("/api/v1/declarations", {
      body: { township_code: township, year, says: "none", indicators: indicators.map(({ code }) => code) },
      headers: { "Idempotency-Key": randomText(), ...reasonHeader(reason) },
    });
    setDeclared({ id: data!.id, etag: response.headers.get("ETag")!, names: indicators.map(nameOf).join(t("、", ", ")) });
    setAsking(null);
    refresh((path) => /progress|figures|declarations/.test(path));
  }

  function start(indicators: Indicator[]) {
    // A year that is over wants a reason with every change.
    if (year < thisYear()) setAsking(indicators);
    else declare(indicators).catch((problem) => setError(inWords(problem as ApiProblem)));
  }

  async function takeBack() {
    await DELETE("/api/v1/declarations/{id}", {
      params: { path: { id: declared!.id }, header: { "If-Match": declared!.etag } },
      headers: reasonHeader(t("误点，撤回零报告", "Clicked by mistake")),
    }).catch((problem) => setError(inWords(problem as ApiProblem)));
    setDeclared(null);
    refresh((path) => /progress|figures|declarations/.test(path));
  }

  return (
    <section class="card" aria-labelledby="lacking">
      <Shown of={progress}>
        {({ items }) => {
          const own = items[0];
          if (!own) return <p>{t("本级不写报告。", "This unit writes no report.")}</p>;
          const missing = own.indicators_missing.map((code) => map.get(code)).filter((one) => one !== undefined);
          return (
            <>
              <h2 id="lacking">
                {t(`${year}年报告还缺`, `Missing for ${year}`)} <small>{missing.length}</small>
              </h2>
              {declared && (
                <div class="notice ok" role="status">
                  <p>{t(`已声明${year}年没有：${declared.names}`, `Declared none in ${year}: ${declared.names}`)}</p>
                  <button class="plain" onClick={takeBack}>
                    {t("撤回", "Undo")}
                  </button>
                </div>
              )}
              {error && (
                <p class="error bad" role="alert">
                  {error}
                </p>
              )}
              {missing.length === 0 && <p>{t("没有缺报的指标。", "Nothing is missing.")}</p>}
              {own.empty_parts.length > 0 && (
                <p class="secondary">
                  {t("报告中没有内容可写的部分：", "Parts of the report with nothing to write: ")}
                  {own.empty_parts.map((part) => nameOf(parts.find(({ code }) => code === part) ?? { name_zh: part })).join(t("、", ", "))}
                </p>
              )}
              {groups.map((group) => {
                const lacks = missing.filter((indicator) => indicator.group === group.code);
                if (lacks.length === 0) return null;
                const declarable = lacks.filter(({ kind }) => kind !== "rate");
                return (
                  <details key={group.code} open={missing.length <= 8}>
                    <summary class="group-line">
                      {codeName("indicator_groups", group.code)} <small>{lacks.length}</small>
                    </summary>
                    <ul class="lines">
                      {lacks.map((indicator) => (
                        <li key={indicator.code}>
                          <a class="grow" href={address(["r", township, "figures", indicator.code], { year })}>
                            {nameOf(indicator)}
                          </a>
                          {mayDeclare && indicator.kind !== "rate" && (
                            <>
                              <EnterLink indicator={indicator} township={township} />
                              <button class="plain" onClick={() => start([indicator])} aria-label={t(`${nameOf(indicator)}：${when}没有`, `${nameOf(indicator)}: none`)}>
                                {t(`${when}没有`, "None")}
                              </button>
                            </>
                          )}
                          {indicator.kind === "rate" && <small>{t("随其分母", "follows its denominator")}</small>}
                        </li>
                      ))}
                      {mayDeclare && declarable.length > 1 && (
                        <li>
                          <button class="plain" onClick={() => start(declarable)}>
                            {t(`以上${declarable.length}项${when}都没有`, `None of these ${declarable.length}`)}
                          </button>
                        </li>
                      )}
                    </ul>
                  </details>
                );
              })}
            </>
          );
        }}
      </Shown>
      {asking && (
        <ReasonDialog
          title={t(`声明${year}年没有`, `Declare none in ${year}`)}
          text={`${asking.map(nameOf).join(t("、", ", "))}。${t("往年的数据改动须说明理由。", "A change of a past year needs a reason.")}`}
          action={t("声明", "Declare")}
          onClose={() => setAsking(null)}
          onReason={(reason) => declare(asking, reason)}
        />
      )}
    </section>
  );
}

/** Where an indicator's records are entered, of the kind that its predicate names. */
export function EnterLink({ indicator, township }: { indicator: Indicator; township: string }) {
  const resource = resourceNamed(indicator.resource);
  if (!resource) return null;
  const named = indicator.value?.predicate?.match(/\bkind = '(\w+)'/)?.[1];
  const kind = resource.kinds.some(({ code }) => code === named) ? named : undefined;
  const query = resource.name === "observations" ? { township, indicator: indicator.code } : { township, kind };
  return <a href={address([resource.name, "new"], query)}>{t("去登记", "Enter")}</a>;
}
