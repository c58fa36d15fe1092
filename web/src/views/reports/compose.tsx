// A year without a report: composed by the ledger in one step, where the role may.
import { useState } from "preact/hooks";
import { POST, reasonHeader } from "../../api/client.ts";
import { type ApiProblem } from "../../api/problems.ts";
import { canDo } from "../../session/session.ts";
import { randomText } from "../../session/sha256.ts";
import { t } from "../../text/language.ts";
import { ReasonDialog } from "../../widgets/dialog.tsx";
import { ProblemNotice } from "../../widgets/states.tsx";
import { refreshReports } from "./steps.tsx";

export function Compose({ township, year }: { township: string; year: number }) {
  const [key] = useState(randomText());
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [asksReason, setAsksReason] = useState(false);
  const mayCompose = canDo("create_report", township);

  async function compose(reason?: string) {
    await POST("/api/v1/reports", { body: { township_code: township, year }, headers: { "Idempotency-Key": key, ...reasonHeader(reason) } });
    refreshReports();
  }

  async function start() {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await compose();
    } catch (error) {
      if ((error as ApiProblem).code === "change_reason_required") setAsksReason(true);
      else setProblem(error as ApiProblem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div class="stack">
      {problem && <ProblemNotice problem={problem} />}
      <section class="card">
        <div class="body stack">
          <p>{t(`${year}年还没有报告。`, `There is no report of ${year} yet.`)}</p>
          {mayCompose ? (
            <>
              <p class="secondary">{t("起草时，台账把当年的记录写成正文；其中的数随台账变动，直到公布。还缺什么，起草后也看得到。", "The ledger writes the text from the year's records. Its numbers follow the ledger until it is published; what is lacking can be seen then, too.")}</p>
              <div class="actions">
                <button class="primary" aria-busy={busy} onClick={start}>
                  {t("起草报告", "Compose the report")}
                </button>
              </div>
            </>
          ) : (
            <p class="secondary">{t("由乡镇的经办人或负责人起草。", "A clerk or the head of the township composes it.")}</p>
          )}
        </div>
      </section>
      {asksReason && (
        <ReasonDialog title={t("起草报告", "Compose the report")} action={t("起草", "Compose")} onClose={() => setAsksReason(false)} onReason={compose} />
      )}
    </div>
  );
}
