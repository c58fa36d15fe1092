// A form for any resource, drawn from the contract; with its draft, its checks and what may come back.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { thisYear, today } from "../api/connection.ts";
import { refresh } from "../api/query.ts";
import { useRegion } from "../api/reference.ts";
import type { Field } from "../contract/contract.ts";
import type { AnyRecord } from "../contract/records.ts";
import { address, go } from "../route.ts";
import { randomText } from "../session/sha256.ts";
import { beijingTime, readDay } from "../text/dates.ts";
import { labelOf, t } from "../text/language.ts";
import { PastYearDialog } from "../widgets/dialog.tsx";
import { compare, type Difference } from "./compare.ts";
import { Conflict } from "./conflict.tsx";
import { draftsLost, dropDraft, keepDraft, readDraft } from "./drafts.ts";
import { FieldInput, type FormContext } from "./field.tsx";
import { layoutOf } from "./layout.ts";
import { focusOn, inWords, normal, Notice, rowsOf, type Said, Summary } from "./said.tsx";
import { type Outcome, sendForm } from "./send.ts";
import { bodyOf, changedFields, entered, type Typed, typedFrom } from "./values.ts";

const DRAFT_AFTER_MS = 300;

interface Props {
  name: string;
  fields: Field[];
  township: string;
  /** The field with the record's main date. */
  mainDate: string | undefined;
  usual: Set<string> | null;
  initial: Typed;
  base?: { etag: string; record: AnyRecord };
  /** The address of the view, to which the draft belongs. */
  at: string;
  title: string;
}

export function RecordForm({ name, fields, township, mainDate, usual, initial, base: startBase, at, title }: Props) {
  const draft = useMemo(() => readDraft(at), [at]);
  const [typed, setTyped] = useState<Typed>(draft?.values ?? initial);
  const [key, setKey] = useState(draft?.key ?? randomText());
  const [base, setBase] = useState(startBase);
  const [dirty, setDirty] = useState(!!draft);
  const [keptAt, setKeptAt] = useState(draft?.at ?? 0);
  const [said, setSaid] = useState<Said[]>([]);
  const [cares, setCares] = useState<Said[]>([]);
  const [busy, setBusy] = useState(false);
  const [asksReason, setAsksReason] = useState(false);
  const [notice, setNotice] = useState<Outcome | null>(null);
  const [conflict, setConflict] = useState<{ theirs: AnyRecord; etag: string; differences: Difference[]; mine: Typed } | null>(null);
  const another = useRef(false);
  const reason = useRef<string | undefined>(undefined);
  const summary = useRef<HTMLDivElement>(null);
  const region = useRegion(township);

  // A record that was changed since the draft was begun: the draft's own base is what its changes are of.
  useEffect(() => {
    if (draft?.base) setBase({ etag: draft.base.etag, record: draft.base.record as AnyRecord });
  }, []);

  useEffect(() => {
    if (!dirty) return;
    const timer = setTimeout(() => {
      const now = Date.now();
      keepDraft({ address: at, title, at: now, key, values: typed, ...(base && { base }) });
      setKeptAt(now);
    }, DRAFT_AFTER_MS);
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => {
      clearTimeout(timer);
      removeEventListener("beforeunload", warn);
    };
  }, [typed, key, dirty]);

  useEffect(() => {
    document.title = said.length > 0 ? t(`有${said.length}处要改 — ${title}`, `${said.length} to correct — ${title}`) : title;
    if (said.length > 0 || cares.length > 0 || notice) summary.current?.focus();
  }, [said, cares, notice]);

  const errors = new Map(said.filter(({ pointer }) => pointer).map(({ pointer, detail }) => [normal(pointer!, fields), detail]));
  const on = mainDate ? readDay(String(typed[mainDate] ?? ""), today()) : undefined;
  const openRows = useMemo(() => new Set(said.flatMap(({ pointer }) => rowsOf(pointer, fields))), [said]);
  const context: FormContext = { township, today: today(), on: on || undefined, errors, cares: new Map(cares.map(({ pointer, detail }) => [normal(pointer!, fields), detail])), openRows };
  const { sections, more } = layoutOf(fields, typed, usual);

  function change(field: string, value: unknown) {
    setTyped((old) => ({ ...old, [field]: value }));
    setDirty(true);
    setCares([]);
    // What was said of a field is dealt with once the field is changed.
    setSaid((old) => (old.some(({ pointer }) => pointer?.split("/")[1] === field) ? old.filter(({ pointer }) => pointer?.split("/")[1] !== field) : old));
  }

  async function save(options: { confirmed?: boolean; reason?: string; changes?: Record<string, unknown>; etag?: string } = {}) {
    if (busy) return;
    if (options.reason !== undefined) reason.current = options.reason;
    setNotice(null);
    const { body, slips } = bodyOf(fields, typed, today());
    if (!fields.find((field) => field.name === "year")?.required) delete body.year;
    if (slips.length > 0) {
      setSaid(slips.map((slip) => ({ pointer: slip.pointer, detail: inWords(slip, fields) })));
      return;
    }
    const changes = options.changes ?? (base ? changedFields(body, base.record) : body);
    if (base && Object.keys(changes).length === 0) {
      leave(base.record.id, false);
      return;
    }
    setBusy(true);
    try {
      const etag = options.etag ?? base?.etag;
      const outcome = await sendForm({ resource: name, key, body: changes, reason: reason.current, confirmed: options.confirmed, ...(base && { base: { id: base.record.id, etag: etag! } }) });
      take(outcome, changes);
    } finally {
      setBusy(false);
    }
  }

  function take(outcome: Outcome, changes: Typed) {
    setCares([]);
    setSaid([]);
    setConflict(null);
    switch (outcome.is) {
      case "saved":
        setAsksReason(false);
        leave(outcome.record.id, true);
        break;
      case "care":
        setCares(outcome.at);
        break;
      case "reason":
        setAsksReason(true);
        break;
      case "refused":
        setSaid(outcome.errors);
        setNotice(outcome);
        // A refusal stored nothing: what is corrected is another request.
        setKey(randomText());
        break;
      case "conflict": {
        const names = entered(fields).map((field) => field.name);
        setConflict({ theirs: outcome.theirs, etag: outcome.etag, mine: changes, differences: compare(base!.record, outcome.theirs, changes, names) });
        setKey(randomText());
        break;
      }
      default:
        setNotice(outcome);
    }
    if (outcome.is !== "reason") setAsksReason(false);
  }

  function leave(id: string, saved: boolean) {
    setDirty(false);
    dropDraft(at);
    refresh((path) => path.includes(`/${name}`) || /figures|progress|checks|deadlines|joint/.test(path));
    if (another.current) {
      another.current = false;
      const kept = fields.filter(({ kind, required, vocabulary, name: own }) => own === "township_code" || own === "kind" || (kind === "term" && !!vocabulary) || (kind === "choice" && required));
      setTyped({ ...typedFrom(fields, {}), ...Object.fromEntries(kept.map((field) => [field.name, typed[field.name]])) });
      setKey(randomText());
      setNotice({ is: "saved", record: { id } as AnyRecord, etag: "" });
      scrollTo(0, 0);
      return;
    }
    go(address([name, id], { saved: saved && 1 }), true);
  }

  function discard() {
    setDirty(false);
    dropDraft(at);
    setTyped(initial);
    setSaid([]);
    setCares([]);
    setKeptAt(0);
    setBase(startBase);
  }

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "s") {
        event.preventDefault();
        void save();
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });

  if (conflict) {
    return (
      <Conflict
        fields={fields}
        {...conflict}
        busy={busy}
        onSave={(changes) => (Object.keys(changes).length === 0 ? leave(conflict.theirs.id, false) : void save({ changes, etag: conflict.etag }))}
        onTheirs={() => leave(conflict.theirs.id, false)}
        onBack={() => {
          // What only they changed is taken over; my own stays as I typed it.
          const taken = conflict.differences.filter(({ by }) => by === "theirs").map(({ field }) => [field, typedFrom(fields, conflict.theirs)[field]]);
          setTyped({ ...typed, ...Object.fromEntries(taken) });
          setBase({ etag: conflict.etag, record: conflict.theirs });
          setConflict(null);
        }}
      />
    );
  }

  const past = Number((on ?? String(typed.year ?? "")).slice(0, 4));
  const field = (one: Field, at = "") => (
    <FieldInput key={one.name} field={one} pointer={`${at}/${one.name}`} typed={typed} context={context} onChange={change} />
  );
  const foldedError = more.some((one) => [...errors.keys(), ...context.cares.keys()].some((pointer) => pointer.split("/")[1] === one.name));
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        // An Enter that ends a composition must never save.
        const target = event.target as HTMLElement;
        if (event.key === "Enter" && target.tagName === "INPUT") event.preventDefault();
      }}
    >
      <div ref={summary} tabIndex={-1}>
        <Summary said={said} fields={fields} onGo={focusOn} />
        {notice && <Notice outcome={notice} name={name} onNewKey={() => setKey(randomText())} />}
        {cares.length > 0 && (
          <div class="notice warn" role="alert">
            <p>{t("疑似含有身份证号、电话号码或银行卡号，记录很少需要：", "There seem to be numbers of identity cards, telephones or bank cards; records rarely need them:")}</p>
            <button type="button" onClick={() => focusOn(cares[0]!.pointer!)}>
              {t("改", "Change")}
            </button>
            <button type="button" onClick={() => void save({ confirmed: true })}>
              {t("确需保留，仍保存", "They are needed, save")}
            </button>
          </div>
        )}
      </div>
      <p class="secondary">
        {region?.name ?? township}
        {past && past < thisYear() ? t(`　记入${past}年；往年的数据改动须说明理由`, ` — goes to ${past}; a change of a past year needs a reason`) : past ? t(`　记入${past}年`, ` — goes to ${past}`) : ""}
      </p>
      {sections.map((section) => (
        <fieldset key={section.code}>
          <legend>{labelOf(section)}</legend>
          {section.fields.filter((one) => one.name !== "township_code").map((one) => field(one))}
        </fieldset>
      ))}
      {more.length > 0 && (
        <details open={foldedError || undefined}>
          <summary>{t(`更多（${more.length}项选填）`, `More (${more.length} optional)`)}</summary>
          {more.map((one) => field(one))}
        </details>
      )}
      <div class="save">
        <button class="primary" type="submit" aria-busy={busy}>
          {busy ? t("正在保存…", "Saving…") : t("保存", "Save")}
        </button>
        {!base && (
          <button
            type="button"
            onClick={() => {
              another.current = true;
              void save();
            }}
          >
            {t("保存并再登一条", "Save and enter another")}
          </button>
        )}
        {dirty && keptAt > 0 && !draftsLost.value && (
          <small role="status">
            {t(`草稿已存本标签页${beijingTime(keptAt)}`, `Draft kept in this tab ${beijingTime(keptAt)}`)}
            <button type="button" class="plain" onClick={discard}>
              {t("放弃草稿", "Discard")}
            </button>
          </small>
        )}
        {draftsLost.value && <small class="warn">{t("草稿存不下，请尽快保存", "The draft cannot be kept; save soon")}</small>}
      </div>
      {asksReason && (
        <PastYearDialog onClose={() => setAsksReason(false)} onReason={(text) => save({ reason: text, confirmed: cares.length > 0 })} />
      )}
    </form>
  );
}
