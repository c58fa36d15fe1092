// A form whose content is sent whole, and is no record: the parties of a case, an account. What is typed stands in no storage of
// the browser: it may say who somebody is.
import { useEffect, useRef, useState } from "preact/hooks";
import { reasonHeader } from "../api/client.ts";
import { ApiProblem, inWords as problemInWords } from "../api/problems.ts";
import { today } from "../api/connection.ts";
import type { Field } from "../contract/contract.ts";
import { useNames } from "../contract/names.tsx";
import { randomText } from "../session/sha256.ts";
import { labelOf, t } from "../text/language.ts";
import { PastYearDialog } from "../widgets/dialog.tsx";
import { FieldInput, type FormContext } from "./field.tsx";
import { focusOn, inWords, normal, rowsOf, type Said, Summary, Unsure } from "./said.tsx";
import { bodyOf, type Typed, typedFrom } from "./values.ts";

/** What is stored now, and who stored it. */
export interface Stored {
  etag: string;
  content: Record<string, unknown>;
  by: string;
}

interface Props {
  fields: Field[];
  /** Whose terms and regions are offered. */
  region: string;
  initial: Typed;
  /** The version that the changes are of; empty where something is made. */
  etag: string;
  save: string;
  /** Rows to be open when the form is shown. */
  open?: string[];
  onTyped?: (typed: Typed) => void;
  onCancel?: () => void;
  /** Throws the service's problem, which is then told here. */
  onSend: (body: Record<string, unknown>, headers: Record<string, string>) => Promise<void>;
  /** Reads again what somebody else has stored meanwhile. */
  onReread?: () => Promise<Stored>;
}

export function WholeForm({ fields, region, initial, etag: startEtag, save, open = [], onTyped, onCancel, onSend, onReread }: Props) {
  const [typed, setTyped] = useState(initial);
  const [etag, setEtag] = useState(startEtag);
  const [key, setKey] = useState(randomText());
  const [dirty, setDirty] = useState(false);
  const [said, setSaid] = useState<Said[]>([]);
  const [unsure, setUnsure] = useState(false);
  const [theirs, setTheirs] = useState<Stored | null>(null);
  const [asksReason, setAsksReason] = useState(false);
  const [busy, setBusy] = useState(false);
  const top = useRef<HTMLDivElement>(null);
  const names = useNames(region);

  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [dirty]);

  useEffect(() => {
    if (said.length > 0 || unsure || theirs) top.current?.focus();
  }, [said, unsure, theirs]);

  const errors = new Map(said.filter(({ pointer }) => pointer).map(({ pointer, detail }) => [normal(pointer!, fields), detail]));
  const wrongRows = said.flatMap(({ pointer }) => rowsOf(pointer, fields));
  const context: FormContext = { township: region, today: today(), on: undefined, errors, cares: new Map(), openRows: useSame(wrongRows.length > 0 ? wrongRows : open) };

  function change(name: string, value: unknown) {
    const next = { ...typed, [name]: value };
    setTyped(next);
    onTyped?.(next);
    setDirty(true);
    setSaid([]);
  }

  async function send(reason?: string, onto = etag) {
    if (busy) return;
    const { body, slips } = bodyOf(fields, typed, today());
    setUnsure(false);
    setSaid(slips.map((slip) => ({ pointer: slip.pointer, detail: inWords(slip, fields) })));
    if (slips.length > 0) return;
    setBusy(true);
    try {
      await onSend(body, { "Idempotency-Key": key, ...(onto && { "If-Match": onto }), ...reasonHeader(reason) });
      setDirty(false);
    } catch (error) {
      await told(error);
    } finally {
      setBusy(false);
    }
  }

  async function told(error: unknown) {
    if (!(error instanceof ApiProblem)) throw error;
    setAsksReason(error.code === "change_reason_required");
    if (error.code === "change_reason_required") return;
    if (error.isPassing && error.status !== 429) return setUnsure(true);
    // What was refused stored nothing: what is corrected is another request.
    setKey(randomText());
    if (error.code === "precondition_failed" && onReread) return setTheirs(await onReread());
    const details = error.errors.map(({ pointer, detail }) => ({ pointer, detail }));
    setSaid(details.length > 0 ? details : [{ pointer: null, detail: problemInWords(error) }]);
  }

  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div ref={top} tabIndex={-1}>
        <Summary said={said} fields={fields} onGo={focusOn} />
        {unsure && <Unsure />}
        {theirs && (
          <div class="notice warn" role="alert">
            <p>{t(`您填写期间，${theirs.by}也改了。`, `${theirs.by} changed it while you were editing.`)}</p>
            {fields.map((field) => (
              <p key={field.name} class="secondary">
                {t(`对方的${labelOf(field)}：`, `Their ${labelOf(field)}: `)}
                {names.text(field, theirs.content[field.name]) || "—"}
              </p>
            ))}
            <button
              type="button"
              onClick={() => {
                setEtag(theirs.etag);
                setTheirs(null);
                void send(undefined, theirs.etag);
              }}
            >
              {t("按我填的保存", "Save mine")}
            </button>
            <button
              type="button"
              onClick={() => {
                setEtag(theirs.etag);
                setTyped(typedFrom(fields, theirs.content));
                setTheirs(null);
              }}
            >
              {t("改用对方的", "Take theirs")}
            </button>
          </div>
        )}
      </div>
      {fields.map((field) => (
        <FieldInput key={field.name} field={field} pointer={`/${field.name}`} typed={typed} context={context} onChange={change} />
      ))}
      <div class="save">
        {onCancel && (
          <button type="button" onClick={onCancel}>
            {t("取消", "Cancel")}
          </button>
        )}
        <button class="primary" type="submit" aria-busy={busy}>
          {busy ? t("正在保存…", "Saving…") : save}
        </button>
      </div>
      {asksReason && (
        <PastYearDialog onClose={() => setAsksReason(false)} onReason={(reason) => send(reason)} />
      )}
    </form>
  );
}

/** The same set for the same rows: a field opens its rows when the set is another one. */
function useSame(rows: string[]): Set<string> {
  const last = useRef(new Set<string>());
  if ([...last.current].join() !== rows.join()) last.current = new Set(rows);
  return last.current;
}
