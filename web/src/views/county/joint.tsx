// Joint activities: what waits for our confirmation, and what we wait for. What is not confirmed is not counted.
import { useState } from "preact/hooks";
import { POST, reasonHeader } from "../../api/client.ts";
import { useAllPages } from "../../api/pages.ts";
import type { components } from "../../api/contract.d.ts";
import { type ApiProblem, inWords } from "../../api/problems.ts";
import { refresh, useQuery } from "../../api/query.ts";
import { useRegion, useTownships } from "../../api/reference.ts";
import { codeName, labelsOf } from "../../contract/contract.ts";
import { address, go, here, route } from "../../route.ts";
import { canDo } from "../../session/session.ts";
import { randomText } from "../../session/sha256.ts";
import { labelOf, t } from "../../text/language.ts";
import { ReasonDialog } from "../../widgets/dialog.tsx";
import { Empty, Heading, Loading, ProblemNotice } from "../../widgets/states.tsx";

type JointActivity = components["schemas"]["JointActivity"];

export function Joint() {
  const code = route.value.path[1]!;
  const status = route.value.query.status ?? "pending";
  const params = { query: { region: code, status: status === "all" ? undefined : status, limit: 200 } };
  const first = useQuery("/api/v1/joint-activities", params);
  const items = useAllPages("/api/v1/joint-activities", params);
  const names = useTownships(code);
  const name = useRegion(code)?.name ?? code;
  return (
    <>
      <div class="head">
        <Heading name={t(`联办 · ${name}`, `Joint · ${name}`)}>{t(`${name}的联合活动`, `Joint activities of ${name}`)}</Heading>
        <p>{t("其他乡镇登记、把这里列为联合乡镇的活动；确认后计入，全县只计一次。", "Activities that others recorded and named this place as partner. Once confirmed they count, and once for the county.")}</p>
      </div>
      <div class="filters">
        <label>
          {t("确认状态", "Status")}
          <select value={status} onChange={(event) => go(here({ status: event.currentTarget.value }))}>
            {labelsOf("partner_statuses").map((one) => (
              <option key={one.code} value={one.code}>
                {labelOf(one)}
              </option>
            ))}
            <option value="all">{t("全部", "all")}</option>
          </select>
        </label>
      </div>
      {first.error && !items ? (
        <ProblemNotice problem={first.error} />
      ) : !items ? (
        <Loading />
      ) : items.length === 0 ? (
        <Empty>{status === "pending" ? t("没有待确认的联合活动。", "Nothing waits.") : t("没有符合的联合活动。", "Nothing matches.")}</Empty>
      ) : (
        <ul class="card lines">
          {items.map((item) => (
            <Line key={item.id} item={item} names={names} />
          ))}
        </ul>
      )}
    </>
  );
}

function Line({ item, names }: { item: JointActivity; names: Map<string, string> }) {
  const [asking, setAsking] = useState<"confirm" | "decline" | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const by = (code: string) => names.get(code) ?? code;
  const mayDecide = item.status === "pending" && canDo("confirm_activity", item.township_code);

  async function decide(decision: "confirm" | "decline", reason?: string) {
    const init = {
      params: { path: { id: item.activity_id, township_code: item.township_code }, header: { "If-Match": item.etag } },
      headers: { "Idempotency-Key": randomText(), ...reasonHeader(reason) },
    };
    if (decision === "confirm") await POST("/api/v1/activities/{id}/partners/{township_code}:confirm", init);
    else await POST("/api/v1/activities/{id}/partners/{township_code}:decline", init);
    refresh((path) => /joint-activities|figures|progress|checks/.test(path));
  }

  async function confirm() {
    setBusy(true);
    setError("");
    try {
      await decide("confirm");
    } catch (problem) {
      const { code } = problem as ApiProblem;
      if (code === "change_reason_required") {
        setAsking("confirm");
        setBusy(false);
        return;
      }
      // The activity was changed since it was listed: what was not seen cannot be confirmed.
      setError(code === "precondition_failed" ? t("活动刚被修改，请看过再确认", "It was just changed; look at it again") : inWords(problem as ApiProblem));
      refresh((path) => path === "/api/v1/joint-activities");
    }
    setBusy(false);
  }

  return (
    <li>
      <time>{item.activity.held_on}</time>
      <span class="grow">
        <a href={address(["activities", item.activity_id])}>{item.activity.title}</a>
        <br />
        <small>
          {t(`${by(item.activity.township_code)}登记，联合${by(item.township_code)}`, `by ${by(item.activity.township_code)} with ${by(item.township_code)}`)}
          {item.reason && ` · ${item.reason}`}
        </small>
        {error && (
          <p class="bad" role="alert">
            {error}
          </p>
        )}
      </span>
      {mayDecide ? (
        <span class="actions">
          <button class="primary" onClick={confirm} aria-busy={busy}>
            {t("确认", "Confirm")}
          </button>
          <button onClick={() => setAsking("decline")}>{t("不是我们办的…", "Not ours…")}</button>
        </span>
      ) : (
        <span class="tag">{codeName("partner_statuses", item.status)}</span>
      )}
      {asking && (
        <ReasonDialog
          title={asking === "confirm" ? t("确认联合活动", "Confirm") : t("不予确认", "Decline")}
          text={asking === "confirm" ? t("往年的数据改动须说明理由。", "A change of a past year needs a reason.") : t("这次活动将不计入这里。", "The activity will not count here.")}
          action={asking === "confirm" ? t("确认", "Confirm") : t("不予确认", "Decline")}
          onClose={() => setAsking(null)}
          onReason={async (reason) => {
            await decide(asking, reason);
            setAsking(null);
          }}
        />
      )}
    </li>
  );
}
