// What stands beside a report: what it lacks, what composing it anew would change, its course, its publications.
import { useState } from "preact/hooks";
import { POST, reasonHeader } from "../../api/client.ts";
import { useQuery } from "../../api/query.ts";
import { useIndicators } from "../../api/reference.ts";
import type { components } from "../../api/contract.d.ts";
import { codeName } from "../../contract/contract.ts";
import { address, here } from "../../route.ts";
import { canDo } from "../../session/session.ts";
import { randomText } from "../../session/sha256.ts";
import { beijingInstant } from "../../text/dates.ts";
import { nameOf, t } from "../../text/language.ts";
import { ReasonDialog } from "../../widgets/dialog.tsx";
import { Shown } from "../../widgets/states.tsx";
import { EnterLink } from "../township/lacking.tsx";
import { differences, readable, type Report, type ReportDocument, valueIn } from "./laid-out.ts";
import { refreshReports } from "./steps.tsx";

type Gap = components["schemas"]["ReportGap"];
type Change = components["schemas"]["SectionChange"];
type Remark = components["schemas"]["ReportRemark"];

/** So many characters are shown around what differs. */
const AROUND = 16;

interface Props {
  report: Report;
  etag: string;
  /** Whether its text may be changed now, by this account. */
  open: boolean;
}

export function Composition({ report, etag, open }: Props) {
  const composition = useQuery("/api/v1/reports/{id}/composition", { path: { id: report.id } });
  return (
    <Shown of={composition}>
      {({ gaps, changes }) => (
        <>
          <Gaps gaps={gaps} township={report.township_code} year={report.year} />
          {open && <Anew changes={changes} report={report} etag={etag} />}
        </>
      )}
    </Shown>
  );
}

function Gaps({ gaps, township, year }: { gaps: Gap[]; township: string; year: number }) {
  const { map } = useIndicators();
  const mayEnter = canDo("create_declaration", township);
  const parts = [...new Set(gaps.map(({ part }) => part))];
  return (
    <section class="card" aria-labelledby="gaps">
      <h2 id="gaps">
        {t("缺项", "Gaps")} <small>{gaps.length}</small>
      </h2>
      {gaps.length === 0 && <p class="quiet">{t("台账没有缺项。", "The ledger lacks nothing.")}</p>}
      {parts.map((part) => (
        <section key={part} class="part">
          <h3>{codeName("report_parts", part)}</h3>
          <ul class="lines">
            {gaps
              .filter((gap) => gap.part === part)
              .map(({ missing, indicator }) => (
                <li key={missing}>
                  <span class="grow">{missing}</span>
                  {mayEnter && indicator && map.has(indicator) && <EnterLink indicator={map.get(indicator)!} township={township} />}
                </li>
              ))}
          </ul>
        </section>
      ))}
      {gaps.length > 0 && mayEnter && (
        <p>
          <a href={address(["r", township], { year })}>{t(`补登，或申报${year}年没有`, "Enter, or declare none")}</a>
        </p>
      )}
    </section>
  );
}

/** What the ledger would write today, where it differs from the text. */
function Anew({ changes, report, etag }: { changes: Change[]; report: Report; etag: string }) {
  const [asking, setAsking] = useState(false);
  const { map } = useIndicators();
  const words = (text: string) => readable(text, (reference) => (map.has(reference) ? `〔${nameOf(map.get(reference)!)}〕` : undefined));
  async function recompose(reason: string) {
    await POST("/api/v1/reports/{id}:recompose", {
      params: { path: { id: report.id }, header: { "If-Match": etag } },
      headers: { "If-Match": etag, "Idempotency-Key": randomText(), ...reasonHeader(reason) },
    });
    setAsking(false);
    refreshReports();
  }
  return (
    <section class="card" aria-labelledby="anew">
      <h2 id="anew">
        {t("与台账起草的不同", "Differs from what the ledger writes")} <small>{changes.length}</small>
      </h2>
      {changes.length === 0 ? (
        <p class="quiet">{t("正文与台账现在起草的一致。", "The text is what the ledger writes now.")}</p>
      ) : (
        <div class="body stack">
          <p class="secondary">{t("重新起草会去掉划线的，写入加底色的。", "Composing anew takes out what is struck through, and puts in what is tinted.")}</p>
          {changes.map(({ part, current, composed }) => (
            <details key={part} class="difference">
              <summary>{codeName("report_parts", part)}</summary>
              {differences(words(current ?? ""), words(composed)).map(({ before, gone, come, after }, i) => (
                <p key={i}>
                  {before.length > AROUND && "…"}
                  {before.slice(-AROUND)}
                  {gone && <del>{gone}</del>}
                  {come && <ins>{come}</ins>}
                  {after.slice(0, AROUND)}
                  {after.length > AROUND && "…"}
                </p>
              ))}
            </details>
          ))}
          <button onClick={() => setAsking(true)}>{t("按台账重新起草…", "Compose anew…")}</button>
        </div>
      )}
      {asking && (
        <ReasonDialog
          title={t("按台账重新起草", "Compose anew")}
          text={t("各部分都改为台账现在所得的内容。手工写的会被替换，可在历史中找回。", "Every section becomes what the ledger gives now. What was typed is replaced, and stays in the history.")}
          action={t("重新起草", "Compose anew")}
          required={false}
          onClose={() => setAsking(false)}
          onReason={recompose}
        />
      )}
    </section>
  );
}

export function Course({ report, document }: { report: Report; document: ReportDocument | undefined }) {
  return (
    <section class="card" aria-labelledby="course">
      <h2 id="course">{t("办理过程", "Course")}</h2>
      <ol class="course">
        <li>
          <time>{beijingInstant(report.created_at)}</time>
          <b>{t("起草", "composed")}</b> · {report.created_by}
        </li>
        {report.course.map((step) => (
          <li key={step.at + step.action}>
            <time>{beijingInstant(step.at)}</time>
            <b>{codeName("report_actions", step.action)}</b> · {step.by}
            {step.reason && <p class="secondary">{step.reason}</p>}
            <RemarkList remarks={step.remarks} document={document} />
          </li>
        ))}
      </ol>
    </section>
  );
}

export function RemarkList({ remarks, document }: { remarks: Remark[]; document: ReportDocument | undefined }) {
  if (remarks.length === 0) return null;
  return (
    <ul class="remarks">
      {remarks.map((one, i) => (
        <li key={i}>
          <q>{one.quote ? readable(one.quote, valueIn(document)) : codeName("report_parts", one.part)}</q>
          <span>{one.remark}</span>
        </li>
      ))}
    </ul>
  );
}

export function Editions({ report }: { report: Report }) {
  const editions = useQuery("/api/v1/reports/{id}/editions", report.edition > 0 ? { path: { id: report.id } } : null);
  if (report.edition === 0) return null;
  return (
    <section class="card" aria-labelledby="editions">
      <h2 id="editions">{t("历次公布", "Publications")}</h2>
      <Shown of={editions}>
        {({ items }) => (
          <ul class="lines">
            {items.map((one) => (
              <li key={one.edition}>
                <a class="grow" href={here({ edition: one.edition, edit: null, open: null })}>
                  {editionName(one.edition)}
                </a>
                <small>
                  {beijingInstant(one.published_at)} {one.published_by}
                </small>
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </section>
  );
}

export function editionName(edition: number): string {
  return edition === 1 ? t("首次公布", "First publication") : t(`第${edition - 1}次更正`, `Correction ${edition - 1}`);
}
