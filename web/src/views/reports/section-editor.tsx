// The text of one section, edited in its place; with its draft, what is said of it, and two people at one report.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { codeName, type Field, labelsOf } from "../../contract/contract.ts";
import type { AnyRecord } from "../../contract/records.ts";
import { compare, type Difference } from "../../forms/compare.ts";
import { Conflict } from "../../forms/conflict.tsx";
import { dropDraft, keepDraft, readDraft } from "../../forms/drafts.ts";
import { Notice } from "../../forms/said.tsx";
import { type Outcome, sendForm } from "../../forms/send.ts";
import { here } from "../../route.ts";
import { randomText } from "../../session/sha256.ts";
import { t } from "../../text/language.ts";
import { ReasonDialog } from "../../widgets/dialog.tsx";
import { IndicatorOptions } from "../figures/indicator-options.tsx";
import { type Report, withoutCommon } from "./laid-out.ts";

const DRAFT_AFTER_MS = 300;

/** Texts of sections, by the part of the report that they are. */
type Texts = Record<string, string>;

interface Base {
  report: Report;
  etag: string;
}

interface Props extends Base {
  part: string;
  onDone: () => void;
}

function textsOf({ sections }: Report): Texts {
  return Object.fromEntries(sections.map(({ part, text }) => [part, text]));
}

export function SectionEditor({ part, report, etag, onDone }: Props) {
  const address = here({ edit: part, open: null });
  const draft = useMemo(() => readDraft(address), [address]);
  const [base, setBase] = useState<Base>((draft?.base as unknown as Base | undefined) ?? { report, etag });
  const [text, setText] = useState((draft?.values.text as string | undefined) ?? textsOf(report)[part]!);
  const [key, setKey] = useState(draft?.key ?? randomText());
  const [notice, setNotice] = useState<Outcome | null>(null);
  const [conflict, setConflict] = useState<{ theirs: Report; etag: string; differences: Difference[] } | null>(null);
  const [asksReason, setAsksReason] = useState(false);
  const [busy, setBusy] = useState(false);
  const reason = useRef<string | undefined>(undefined);
  const box = useRef<HTMLTextAreaElement>(null);
  const at = base.report.sections.findIndex((section) => section.part === part);
  const title = codeName("report_parts", part);
  const changed = text !== textsOf(base.report)[part];

  useEffect(() => box.current?.focus(), []);

  useEffect(() => {
    if (!changed) return;
    const keep = () => keepDraft({ address, title: t(`报告：${title}`, `Report: ${title}`), at: Date.now(), key, values: { text }, base: { etag: base.etag, record: base.report as unknown as AnyRecord } });
    const timer = setTimeout(keep, DRAFT_AFTER_MS);
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => {
      clearTimeout(timer);
      removeEventListener("beforeunload", warn);
    };
  }, [text, key, base]);

  function leave() {
    dropDraft(address);
    onDone();
  }

  async function save(options: { changes?: Texts; onto?: Base; reason?: string; confirmed?: boolean } = {}) {
    if (busy) return;
    const changes = options.changes ?? { [part]: text };
    const onto = options.onto ?? base;
    const sections = onto.report.sections.map((section) => ({ ...section, text: changes[section.part] ?? section.text }));
    if (!options.onto && !changed) return leave();
    if (options.reason !== undefined) reason.current = options.reason;
    setBusy(true);
    try {
      take(await sendForm({ resource: "reports", key, body: { sections }, base: { id: report.id, etag: onto.etag }, reason: reason.current, confirmed: options.confirmed }));
    } finally {
      setBusy(false);
    }
  }

  function take(outcome: Outcome) {
    setNotice(null);
    setConflict(null);
    setAsksReason(outcome.is === "reason");
    if (outcome.is === "saved") return leave();
    // What was refused stored nothing: what is corrected is another request.
    if (outcome.is === "refused" || outcome.is === "conflict") setKey(randomText());
    if (outcome.is === "conflict") {
      const theirs = outcome.theirs as unknown as Report;
      const parts = theirs.sections.map((section) => section.part as string);
      setConflict({ theirs, etag: outcome.etag, differences: compare(textsOf(base.report), textsOf(theirs), { [part]: text }, parts).map(cutDown) });
    } else if (outcome.is !== "reason") setNotice(outcome);
  }

  if (conflict) {
    const onto = { report: conflict.theirs, etag: conflict.etag };
    const fields: Field[] = labelsOf("report_parts").map(({ code, zh, en }) => ({ name: code, kind: "text", multiline: true, zh, en }));
    return (
      <Conflict
        fields={fields}
        differences={conflict.differences}
        theirs={conflict.theirs as unknown as AnyRecord}
        mine={{ [part]: text }}
        busy={busy}
        onSave={(changes) => (Object.keys(changes).length === 0 ? leave() : void save({ changes: changes as Texts, onto }))}
        onTheirs={leave}
        onBack={() => {
          setBase(onto);
          setConflict(null);
        }}
      />
    );
  }

  const errors = notice?.is === "refused" ? notice.errors : [];
  const cares = notice?.is === "care" ? notice.at : [];
  return (
    <form
      class="editor"
      noValidate
      onKeyDown={(event) => {
        if ((event.ctrlKey || event.metaKey) && event.key === "s") {
          event.preventDefault();
          void save();
        }
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {notice && <Notice outcome={notice} name="reports" onNewKey={() => setKey(randomText())} />}
      <div class="field">
        <label for="section-text">{title}</label>
        <textarea
          id="section-text"
          ref={box}
          value={text}
          maxLength={20_000}
          aria-invalid={errors.length > 0 ? "true" : undefined}
          aria-describedby="section-help section-error"
          onInput={(event) => {
            setText(event.currentTarget.value);
            setNotice(null);
          }}
        />
        <div id="section-error" role="alert">
          {errors.map(({ pointer, detail }) => (
            <p key={detail} class="error">
              {whereOf(pointer, at, base.report)}
              {detail}
            </p>
          ))}
          {cares.map(({ detail }) => (
            <p key={detail} class="care">
              {detail}
            </p>
          ))}
        </div>
        <p class="help" id="section-help">
          {t("空一行另起一段；“## ”后为小标题，“**”之间为着重。花括号中是指标，印出的是台账的数。", "An empty line begins a paragraph; “## ” a heading; “**” stands around stress. Braces hold an indicator, whose value is printed.")}
        </p>
      </div>
      <Insert
        onChosen={(code) => {
          const { selectionStart: from, selectionEnd: to } = box.current!;
          setText(`${text.slice(0, from)}{${code}}${text.slice(to)}`);
          box.current!.focus();
        }}
      />
      <div class="actions">
        <button class="primary" type="submit" aria-busy={busy}>
          {busy ? t("正在保存…", "Saving…") : t("保存", "Save")}
        </button>
        {cares.length > 0 && (
          <button type="button" onClick={() => void save({ confirmed: true })}>
            {t("确需保留，仍保存", "They are needed, save")}
          </button>
        )}
        <button type="button" onClick={leave}>
          {changed ? t("放弃改动", "Discard") : t("取消", "Cancel")}
        </button>
      </div>
      {asksReason && (
        <ReasonDialog title={t("说明理由", "Say why")} action={t("保存", "Save")} onClose={() => setAsksReason(false)} onReason={(said) => save({ reason: said, confirmed: cares.length > 0 })} />
      )}
    </form>
  );
}

/** What was typed and not saved, while the text may not be changed any more. */
export function LeftDraft({ onDropped }: { onDropped: () => void }) {
  const address = here({ open: null });
  const draft = readDraft(address);
  if (!draft) return null;
  return (
    <div class="notice warn">
      <p>{t("报告现在不能修改，没有保存的草稿还在：", "The report cannot be changed now. What was not saved is still here:")}</p>
      <details>
        <summary>{draft.title}</summary>
        <p class="draft">{String(draft.values.text)}</p>
      </details>
      <button
        onClick={() => {
          dropDraft(address);
          onDropped();
        }}
      >
        {t("放弃草稿", "Discard")}
      </button>
    </div>
  );
}

/** Sections are long: only the paragraphs are shown that somebody changed. */
function cutDown(difference: Difference): Difference {
  const { base, theirs, mine } = difference;
  const [was, their, own] = withoutCommon([base, theirs, mine].map((text) => String(text ?? "")));
  return { ...difference, base: was, theirs: their, mine: own };
}

/** Of another section, what is said names it. */
function whereOf(pointer: string | null, at: number, report: Report): string {
  const [, number] = pointer?.match(/^\/sections\/(\d+)/) ?? [];
  const other = number !== undefined && Number(number) !== at ? report.sections[Number(number)] : undefined;
  return other ? `${codeName("report_parts", other.part)}：` : "";
}

/** Numbers come from the ledger: chosen by their name, written as a reference. */
function Insert({ onChosen }: { onChosen: (code: string) => void }) {
  return (
    <label class="field insert">
      <span class="label">{t("插入台账的数", "Insert a figure of the ledger")}</span>
      <select value="" onChange={(event) => onChosen(event.currentTarget.value)}>
        <option value="">{t("选指标…", "Choose…")}</option>
        <IndicatorOptions />
      </select>
    </label>
  );
}
