// Whether the townships of a county may name the parties of cases: what the county has decided, and deciding it.
import { useState } from "preact/hooks";
import { PUT, reasonHeader } from "../../api/client.ts";
import { refresh, useQuery } from "../../api/query.ts";
import { useRegion } from "../../api/reference.ts";
import { route } from "../../route.ts";
import { canDo } from "../../session/session.ts";
import { randomText } from "../../session/sha256.ts";
import { beijingInstant } from "../../text/dates.ts";
import { t } from "../../text/language.ts";
import { ReasonDialog } from "../../widgets/dialog.tsx";
import { Heading, Shown } from "../../widgets/states.tsx";

const PATH = "/api/v1/regions/{code}/personal-data";

/** #/r/{county}/personal-data */
export function PersonalData() {
  const code = route.value.path[1]!;
  const entry = useQuery(PATH, { path: { code } });
  const name = useRegion(code)?.name ?? code;
  const [asking, setAsking] = useState(false);
  const title = t(`${name}：当事人姓名`, `${name}: names of parties`);

  async function decide(partyNames: boolean, reason: string) {
    const headers = { "Idempotency-Key": randomText(), "If-Match": entry.etag!, ...reasonHeader(reason) };
    await PUT(PATH, { params: { path: { code }, header: { "If-Match": entry.etag! } }, headers, body: { party_names: partyNames } });
    setAsking(false);
    refresh((path) => path === PATH || path.endsWith("/parties"));
  }

  return (
    <>
      <div class="head">
        <Heading name={title}>{title}</Heading>
      </div>
      <Shown of={entry}>
        {({ party_names: on, updated_at, updated_by }) => (
          <section class="card" aria-labelledby="decided">
            <div class="head">
              <h2 id="decided">{t("案件登记当事人姓名", "Naming the parties of cases")}</h2>
              <span class={`tag ${on ? "ok" : ""}`}>{on ? t("已启用", "on") : t("未启用", "off")}</span>
              {canDo("replace_personal_data", code) && <button onClick={() => setAsking(true)}>{on ? t("停用…", "Switch off…") : t("启用…", "Switch on…")}</button>}
            </div>
            <p>
              {on
                ? t("各乡镇可以登记案件当事人的姓名和联系方式，加密保存。只有办理的乡镇看得到原文，其他人看到的是掩码；查看原文须说明用途，并记入变更痕迹。", "Townships may enter who the parties of cases are; it is stored encrypted. Only the township that handles a case sees them in clear; others see them masked, and have them disclosed for a purpose that stands in the trail.")
                : t("各乡镇只登记当事人的人数，不登记是谁。", "Townships enter how many parties a case has, not who they are.")}
            </p>
            {updated_at && <p class="secondary">{t(`${updated_by} ${beijingInstant(updated_at)}决定`, `Decided by ${updated_by} ${beijingInstant(updated_at)}`)}</p>}
            {asking && (
              <ReasonDialog
                title={on ? t("停用当事人姓名登记", "Switch the names of parties off") : t("启用当事人姓名登记", "Switch the names of parties on")}
                text={
                  on
                    ? t("已登记的保留，但对所有人掩码，也不能再增加。", "What is there stays, masked for everybody, and nothing can be added.")
                    : t("启用前须作个人信息保护影响评估（个人信息保护法第五十五条）。写明目的和评估情况。", "An assessment comes before (个人信息保护法 art. 55). State the purpose and the assessment.")
                }
                action={on ? t("停用", "Switch off") : t("启用", "Switch on")}
                danger={on}
                onClose={() => setAsking(false)}
                onReason={(reason) => decide(!on, reason)}
              />
            )}
          </section>
        )}
      </Shown>
    </>
  );
}
