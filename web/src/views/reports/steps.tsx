// The steps that the service would accept now, each with what it asks for.
import { useState } from "preact/hooks";
import { POST, reasonHeader } from "../../api/client.ts";
import { ApiProblem } from "../../api/problems.ts";
import { refresh, useQuery } from "../../api/query.ts";
import type { components } from "../../api/contract.d.ts";
import { codeName } from "../../contract/contract.ts";
import { randomText } from "../../session/sha256.ts";
import { t } from "../../text/language.ts";
import { ReasonDialog } from "../../widgets/dialog.tsx";
import type { Report } from "./laid-out.ts";

type Step = components["schemas"]["ReportStepRequest"];

/** Everything that a step or a change of the report can have altered. */
export function refreshReports(): void {
  refresh((path) => /reports|progress/.test(path));
}

/** The steps that the service would accept; undefined until it has said so. */
export function useAllowed(id: string): string[] | undefined {
  return useQuery("/api/v1/reports/{id}/actions", { path: { id } }).data?.allowed_actions;
}

interface Asked {
  text: string;
  label?: string;
  required: boolean;
}

function askedFor(step: string): Asked {
  switch (step) {
    case "submit":
      return { text: t("报送县级审核。报送后不能再改，直到退回。", "It goes to the county, and cannot be changed until it is returned."), required: false };
    case "return":
      return { text: t("连同所列的意见退回乡镇修改。", "It goes back to the township with the remarks listed."), required: false };
    case "accept":
      return { text: t("采纳后由乡镇作保密审查、公布。", "The township then reviews it for secrets and publishes it."), required: false };
    case "review_secrecy":
      return {
        text: t("公布前须审查是否含有国家秘密（保守国家秘密法第三十五条），由公布人以外的人登记。", "Before publication somebody other than the publisher records that it holds no state secrets (保守国家秘密法 art. 35)."),
        label: t("由谁审查，结论如何", "Who reviewed it, with what result"),
        required: true,
      };
    case "publish":
      return { text: t("正文、数字和文件就此固定。以后要改，须由县级启动更正。", "Text, figures and files are fixed. A later change needs the county to reopen it."), required: false };
    case "reopen":
      return { text: t("已公布的仍可查看，更正后另行公布。", "What was published stays readable; the correction is published beside it."), required: true };
    default:
      return { text: "", required: false };
  }
}

interface Props {
  report: Report;
  etag: string;
  steps: string[];
  /** What goes with a return; null where something has to be said first. */
  remarks: () => Step["remarks"] | null;
  /** Told where a remark was refused: by its number. */
  onRefusedRemark: (at: number, detail: string) => void;
  /** Told which version of the report the step made. */
  onTaken: (step: string, version: number) => void;
}

export function Steps({ report, etag, steps, remarks, onRefusedRemark, onTaken }: Props) {
  const [asking, setAsking] = useState<{ step: string; body: Step } | null>(null);

  function start(step: string) {
    const list = step === "return" ? remarks() : [];
    if (list) setAsking({ step, body: list.length > 0 ? { remarks: list } : {} });
  }

  async function take(reason: string) {
    const { step, body } = asking!;
    let version = 0;
    try {
      const { data } = await POST(`/api/v1/reports/{id}:${step.replace(/_/g, "-")}` as "/api/v1/reports/{id}:submit", {
        params: { path: { id: report.id }, header: { "If-Match": etag } },
        headers: { "If-Match": etag, "Idempotency-Key": randomText(), ...reasonHeader(reason) },
        body,
      });
      version = data!.version;
    } catch (problem) {
      const refused = problem instanceof ApiProblem ? problem.errors.filter(({ pointer }) => pointer?.startsWith("/remarks/")) : [];
      for (const { pointer, detail } of refused) onRefusedRemark(Number(pointer!.split("/")[2]), detail);
      // Somebody else was there before: what is shown is read again, so that the step can be taken on what is there now.
      if (problem instanceof ApiProblem && problem.status === 412) refreshReports();
      if (refused.length === 0) throw problem;
      setAsking(null);
      return;
    }
    setAsking(null);
    onTaken(step, version);
    refreshReports();
  }

  return (
    <>
      {steps.map((step) => (
        <button key={step} class={step === "return" || step === "reopen" ? undefined : "primary"} onClick={() => start(step)}>
          {codeName("report_actions", step)}…
        </button>
      ))}
      {asking && (
        <ReasonDialog
          title={t(`${codeName("report_actions", asking.step)}：${report.title}`, `${codeName("report_actions", asking.step)}: ${report.title}`)}
          {...askedFor(asking.step)}
          action={codeName("report_actions", asking.step)}
          onClose={() => setAsking(null)}
          onReason={take}
        />
      )}
    </>
  );
}
