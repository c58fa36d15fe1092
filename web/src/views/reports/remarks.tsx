// What the township is to change: remarks at places of the text, collected before the report is returned.
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { components } from "../../api/contract.d.ts";
import { codeName } from "../../contract/contract.ts";
import { dropDraft, keepDraft, readDraft } from "../../forms/drafts.ts";
import { address } from "../../route.ts";
import { t } from "../../text/language.ts";
import type { Report } from "./laid-out.ts";

type Part = components["schemas"]["ReportPart"];

export interface Remark {
  part: Part;
  /** The words as they are read; empty for the whole section. */
  shown: string;
  remark: string;
  error?: string;
}

const LONGEST_QUOTE = 500;

/** A remark to be written; a section's part is one that the service gave. */
export function remarkOn(part: string, shown = ""): Remark {
  return { part: part as Part, shown, remark: "" };
}

/** Where what is to be changed is written. */
export function focusOnRemark(at: number): void {
  document.getElementById(`remark-${at}-text`)?.focus();
}

/** The remarks that are not sent yet: kept as drafts are, so that they survive a reload and go with signing out. */
export function useRemarks({ township_code, year }: Report, title: string): [Remark[], (change: (all: Remark[]) => Remark[]) => void] {
  const at = address(["r", township_code, "report"], { year });
  const [remarks, setRemarks] = useState(() => (readDraft(at)?.values.remarks as Remark[] | undefined) ?? []);
  // Before the next frame: whoever reloads at once loses nothing.
  useLayoutEffect(() => {
    if (remarks.length === 0) return dropDraft(at);
    const kept = remarks.map(({ error, ...one }) => one);
    keepDraft({ address: at, title: t(`意见：${title}`, `Remarks: ${title}`), at: Date.now(), key: "", values: { remarks: kept } });
  }, [remarks]);
  return [remarks, setRemarks];
}

/** Remarks that cannot be sent any more, because the report has gone on. */
export function LeftRemarks({ remarks, onDropped }: { remarks: Remark[]; onDropped: () => void }) {
  return (
    <div class="notice warn">
      <p>{t("报告现在不能退回，没有送出的意见还在：", "The report cannot be returned now. The remarks that were not sent are still here:")}</p>
      <ul>
        {remarks.map(({ part, shown, remark }, at) => (
          <li key={at}>
            {codeName("report_parts", part)}
            {shown && t(`“${shown}”`, ` “${shown}”`)}
            {remark && t(`：${remark}`, `: ${remark}`)}
          </li>
        ))}
      </ul>
      <button onClick={onDropped}>{t("放弃意见", "Discard")}</button>
    </div>
  );
}

interface Props {
  report: Report;
  remarks: Remark[];
  onChange: (remarks: Remark[]) => void;
}

export function Remarks({ report, remarks, onChange }: Props) {
  const change = (at: number, values: Partial<Remark>) => onChange(remarks.map((one, i) => (i === at ? { ...one, error: undefined, ...values } : one)));
  const add = () => onChange([...remarks, remarkOn(report.sections[0]!.part)]);
  return (
    <section class="card" aria-labelledby="remarks">
      <h2 id="remarks">
        {t("要改的地方", "To be changed")} <small>{remarks.length}</small>
      </h2>
      <div class="body stack">
        <p class="secondary">{t("在正文中选取文字提意见，或者在这里写。退回时一并送达。", "Select words in the text, or write here. They go with the return.")}</p>
        {remarks.map((one, at) => (
          <fieldset key={at} class="remark">
            <legend>{t(`意见${at + 1}`, `Remark ${at + 1}`)}</legend>
            <label class="field">
              <span class="label">{t("部分", "Section")}</span>
              <select value={one.part} onChange={(event) => change(at, { part: event.currentTarget.value as Part })}>
                {report.sections.map(({ part }) => (
                  <option key={part} value={part}>
                    {codeName("report_parts", part)}
                  </option>
                ))}
              </select>
            </label>
            <label class="field">
              <span class="label">
                {t("所指文字", "Words")} <span class="quiet">{t("空着即整个部分", "empty: the whole section")}</span>
              </span>
              <textarea value={one.shown} maxLength={LONGEST_QUOTE} onInput={(event) => change(at, { shown: event.currentTarget.value })} />
            </label>
            <label class="field">
              <span class="label">{t("要改什么", "What is to be changed")}</span>
              <textarea id={`remark-${at}-text`} value={one.remark} maxLength={500} aria-invalid={one.error ? "true" : undefined} aria-describedby={`remark-${at}-error`} onInput={(event) => change(at, { remark: event.currentTarget.value })} />
            </label>
            <p class="bad" id={`remark-${at}-error`} role="alert" hidden={!one.error}>
              {one.error}
            </p>
            <button type="button" class="plain" onClick={() => onChange(remarks.filter((_, i) => i !== at))}>
              {t("删去", "Remove")}
            </button>
          </fieldset>
        ))}
        <button type="button" onClick={add}>
          {t("加一条意见", "Add a remark")}
        </button>
      </div>
    </section>
  );
}

/** Offers a remark at the words that are selected in a section. */
export function OnSelection({ onRemark }: { onRemark: (section: number, shown: string) => void }) {
  const [selected, setSelected] = useState<{ section: number; shown: string } | null>(null);
  useEffect(() => {
    const look = () => {
      const selection = getSelection();
      const shown = selection?.toString().trim() ?? "";
      const section = (selection?.anchorNode?.parentElement?.closest("[data-section]") as HTMLElement | null)?.dataset.section;
      setSelected(shown && section !== undefined ? { section: Number(section), shown: shown.slice(0, LONGEST_QUOTE) } : null);
    };
    document.addEventListener("selectionchange", look);
    return () => document.removeEventListener("selectionchange", look);
  }, []);
  if (!selected) return null;
  return (
    <div class="on-selection">
      <span class="clamp">{selected.shown}</span>
      <button
        class="primary"
        // The button must not take the selection away before it is used.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => {
          onRemark(selected.section, selected.shown);
          getSelection()?.removeAllRanges();
        }}
      >
        {t("就此提意见", "Remark on this")}
      </button>
    </div>
  );
}
