// The annual report of a township: the text with its numbers, what it lacks, its course, and the next step.
import { useEffect, useRef, useState } from "preact/hooks";
import { useQuery } from "../../api/query.ts";
import { useRegion } from "../../api/reference.ts";
import { codeName } from "../../contract/contract.ts";
import { address, go, here, route } from "../../route.ts";
import { canDo, may } from "../../session/session.ts";
import { beijingInstant } from "../../text/dates.ts";
import { t } from "../../text/language.ts";
import { Menu } from "../../widgets/menu.tsx";
import { Heading, Shown } from "../../widgets/states.tsx";
import { Panel } from "../figures/panel.tsx";
import { RecordPage } from "../records/record.tsx";
import { region, year } from "../region.ts";
import { Composition, Course, editionName, Editions, RemarkList } from "./beside.tsx";
import { Compose } from "./compose.tsx";
import { Downloads } from "./downloads.tsx";
import { bySection, quoteOf, type Report } from "./laid-out.ts";
import { focusOnRemark, LeftRemarks, OnSelection, type Remark, remarkOn, Remarks, useRemarks } from "./remarks.tsx";
import { LeftDraft, SectionEditor } from "./section-editor.tsx";
import { FigureTable, Sheet } from "./sheet.tsx";
import { isOpen, lookOf, stateName } from "./states.ts";
import { Steps, useAllowed } from "./steps.tsx";

/** #/r/540526201/report?year=2024 */
export function ReportOfYear() {
  const township = route.value.path[1]!;
  const found = useQuery("/api/v1/reports", { query: { township, year: year.value, limit: 1 } });
  const name = useRegion(township)?.name ?? township;
  const title = t(`${name} ${year.value}年度报告`, `Report of ${name}, ${year.value}`);
  return (
    <Shown of={found}>
      {({ items }) =>
        items[0] ? (
          <Whole key={items[0].id} id={items[0].id} title={title} />
        ) : (
          <>
            <div class="head">
              <Heading name={title}>{title}</Heading>
            </div>
            <Compose key={`${township} ${year.value}`} township={township} year={year.value} />
          </>
        )
      }
    </Shown>
  );
}

/** #/reports/{id}: the report of a township and year stands at these; a voided one is a record like others. */
export function ReportPage() {
  const [, id = ""] = route.value.path;
  const entry = useQuery("/api/v1/reports/{id}", { path: { id } });
  const asRecord = !!entry.data && (entry.data.voided_at !== null || route.value.query.as === "record");
  useEffect(() => {
    if (entry.data && !asRecord) go(address(["r", entry.data.township_code, "report"], { year: entry.data.year }), true);
  }, [entry.data, asRecord]);
  return asRecord ? <RecordPage /> : <Shown of={entry}>{() => null}</Shown>;
}

/** #/reports/new?township=540526201 */
export function NewReport() {
  const { township = "", year: asked } = route.value.query;
  useEffect(() => go(address(["r", township || region.value, "report"], { year: asked ?? year.value }), true), []);
  return null;
}

function Whole({ id, title }: { id: string; title: string }) {
  const entry = useQuery("/api/v1/reports/{id}", { path: { id } });
  return <Shown of={entry}>{(report) => <OneReport report={report} etag={entry.etag!} title={title} />}</Shown>;
}

function OneReport({ report, etag, title }: { report: Report; etag: string; title: string }) {
  const { id, township_code: township, state } = report;
  const { query } = route.value;
  const edition = Number(query.edition) || null;
  const current = useQuery("/api/v1/reports/{id}/document", edition ? null : { path: { id }, query: { format: "json" } });
  const published = useQuery("/api/v1/reports/{id}/editions/{edition}", edition ? { path: { id, edition }, query: { format: "json" } } : null);
  const laidOut = edition ? published : current;
  const allowed = useAllowed(id);
  const steps = allowed ?? [];
  const beside = useRef<HTMLDivElement>(null);
  const [taken, setTaken] = useState<{ step: string; version: number } | null>(null);
  const [remarks, setRemarks] = useRemarks(report, title);
  const open = isOpen(state) && canDo("patch_report", township) && !edition;
  const reviewing = steps.includes("return") && !edition;
  const laid = bySection(current.data?.sections ?? []);
  const openAt = query.open?.startsWith("figure:") ? query.open.split(":") : null;
  useFocusBack(openAt?.[2]);
  useFromTheTop(edition);

  function remarkAt(at: number, values: Partial<Remark>) {
    setRemarks((all) => all.map((one, i) => (i === at ? { ...one, ...values } : one)));
    focusOnRemark(at);
  }

  /** The remarks as they are sent; null where one of them is not whole. */
  function sentRemarks() {
    if (remarks.length === 0) {
      setRemarks(() => [{ ...remarkOn(report.sections[0]!.part), error: t("退回须至少指明一处要改的", "Name at least one thing that is to be changed") }]);
      requestAnimationFrame(() => focusOnRemark(0));
      return null;
    }
    const checked = remarks.map((one) => {
      const at = report.sections.findIndex(({ part }) => part === one.part);
      const quote = one.shown.trim() ? quoteOf(laid[at] ?? [], report.sections[at]!.text, one.shown) : null;
      const error = !one.remark.trim() ? t("写明要改什么", "Say what is to be changed") : one.shown.trim() && !quote ? t("这一部分没有这段文字", "This section has no such words") : undefined;
      return { ...one, quote, error };
    });
    setRemarks(() => checked.map(({ quote, ...one }) => one));
    const wrong = checked.findIndex(({ error }) => error);
    if (wrong >= 0) {
      focusOnRemark(wrong);
      return null;
    }
    return checked.map(({ part, quote, remark }) => ({ part, quote, remark: remark.trim() }));
  }

  const returned = state === "returned" ? [...report.course].reverse().find(({ action }) => action === "return") : undefined;
  const close = () => go(here({ edit: null }), true);
  const done = (step: string, version: number) => {
    setTaken({ step, version });
    setRemarks(() => []);
  };
  return (
    <div class="report">
      <div class="head">
        <Heading name={title}>{title}</Heading>
        <span class={`tag ${lookOf(state)}`}>{stateName(state)}</span>
        <div class="actions">
          {!edition && <Steps report={report} etag={etag} steps={steps} remarks={sentRemarks} onRefusedRemark={(at, error) => remarkAt(at, { error })} onTaken={done} />}
          <Downloads report={report} edition={edition} />
          <Menu label={t("更多", "More")}>
            {open && <a href={address(["reports", id, "edit"])}>{t("改标题、文号、日期、署名", "Title, number, date, signatures")}</a>}
            {may("read_trail", township) && <a href={address(["reports", id, "history"])}>{t("历史", "History")}</a>}
            <a href={address(["reports", id], { as: "record" })}>{t("作为记录查看", "As a record")}</a>
          </Menu>
        </div>
        <p>
          {t(`第${report.version}版，${report.updated_by} ${beijingInstant(report.updated_at)}`, `version ${report.version}, ${report.updated_by} ${beijingInstant(report.updated_at)}`)}
          {!openAt && (
            <button class="plain jump" onClick={() => beside.current!.focus()}>
              {t("看缺项和办理过程", "Gaps and course")}
            </button>
          )}
        </p>
      </div>
      {taken && report.version <= taken.version && (
        <p class="notice ok" role="status">
          {t(`已办：${codeName("report_actions", taken.step)}。`, `Done: ${codeName("report_actions", taken.step)}.`)}
        </p>
      )}
      {query.edit && !open && <LeftDraft onDropped={close} />}
      {allowed && !allowed.includes("return") && remarks.length > 0 && <LeftRemarks remarks={remarks} onDropped={() => setRemarks(() => [])} />}
      {edition && (
        <p class="notice">
          {t(`${editionName(edition)}的内容，一字未改。`, `${editionName(edition)}, as it was published.`)} <a href={here({ edition: null })}>{t("看现在的", "See the present one")}</a>
        </p>
      )}
      {returned && (
        <p class="notice warn">
          {t(`${returned.by}退回，${returned.remarks.length}处要改。`, `Returned by ${returned.by}: ${returned.remarks.length} to change.`)}
          {returned.reason && <span>{returned.reason}</span>}
        </p>
      )}
      <div class="review">
        <Shown of={laidOut}>
          {(document) => (
            <div class="stack">
              <Sheet
                document={document}
                township={township}
                over={(at) => {
                  const section = edition ? undefined : report.sections[at];
                  if (!section) return null;
                  return (
                    <>
                      {open && query.edit !== section.part && (
                        <a class="button edit" href={here({ edit: section.part, open: null })} aria-label={t(`修改：${section.heading}`, `Edit: ${section.heading}`)}>
                          {t("修改", "Edit")}
                        </a>
                      )}
                      {returned && <RemarkList remarks={returned.remarks.filter(({ part }) => part === section.part)} document={document} />}
                    </>
                  );
                }}
                instead={(at) =>
                  open && query.edit && query.edit === report.sections[at]?.part ? <SectionEditor key={query.edit} part={query.edit} report={report} etag={etag} onDone={close} /> : null
                }
              />
              <FigureTable document={document} township={township} />
            </div>
          )}
        </Shown>
        {openAt ? (
          <Panel key={query.open} region={openAt[1]!} indicator={openAt[2]!} />
        ) : (
          <div class="stack beside" ref={beside} tabIndex={0} role="region" aria-label={t("缺项和办理过程", "Gaps and course")}>
            {reviewing && <Remarks report={report} remarks={remarks} onChange={(all) => setRemarks(() => all)} />}
            {!edition && state !== "published" && <Composition report={report} etag={etag} open={open} />}
            <Course report={report} document={laidOut.data} />
            <Editions report={report} />
          </div>
        )}
      </div>
      {reviewing && (
        <OnSelection
          onRemark={(section, shown) => {
            const { part, text } = report.sections[section]!;
            setRemarks((all) => [...all, remarkOn(part, quoteOf(laid[section]!, text, shown) ? shown : "")]);
            requestAnimationFrame(() => focusOnRemark(remarks.length));
          }}
        />
      )}
    </div>
  );
}

/** Another publication begins at the heading, as a view does. */
function useFromTheTop(edition: number | null): void {
  const before = useRef(edition);
  useEffect(() => {
    if (before.current === edition) return;
    before.current = edition;
    scrollTo(0, 0);
    document.getElementById("heading")?.focus({ preventScroll: true });
  }, [edition]);
}

/** When the panel of a number is closed, the focus goes back to the number, unless it has gone on to something else. */
function useFocusBack(open: string | undefined): void {
  const before = useRef(open);
  useEffect(() => {
    if (before.current && !open && document.activeElement === document.body) document.querySelector<HTMLElement>(`[data-number="${before.current}"]`)?.focus();
    before.current = open;
  }, [open]);
}
