// Questions over the page: a native dialog, which keeps the focus and gives it back.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type ApiProblem, inWords } from "../api/problems.ts";
import { t } from "../text/language.ts";

export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    box.current!.showModal();
    return () => before?.focus();
  }, []);
  return (
    <dialog
      class="box"
      ref={box}
      aria-labelledby="dialog-title"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id="dialog-title">{title}</h2>
      {children}
    </dialog>
  );
}

interface ReasonProps {
  title: string;
  /** What follows from it. */
  text?: string;
  action: string;
  /** What is asked for, where it is more than a reason. */
  label?: string;
  required?: boolean;
  danger?: boolean;
  onClose: () => void;
  /** Throws the service's problem, which is then shown here. */
  onReason: (reason: string) => Promise<void>;
}

/** Asks why something of a past year is changed, and saves it. */
export function PastYearDialog({ onClose, onReason }: Pick<ReasonProps, "onClose" | "onReason">) {
  return (
    <ReasonDialog
      title={t("说明理由", "Say why")}
      text={t("改动往年数据须说明理由，理由留在变更痕迹中。", "A change of a past year needs a reason; it stays in the trail.")}
      action={t("保存", "Save")}
      onClose={onClose}
      onReason={onReason}
    />
  );
}

/** Asks why, and does it. */
export function ReasonDialog({ title, text, action, label, required = true, danger, onClose, onReason }: ReasonProps) {
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<string[]>([]);
  const input = useRef<HTMLTextAreaElement>(null);

  async function submit(event: Event) {
    event.preventDefault();
    if (busy) return;
    if (required && !reason.trim()) {
      setErrors([label ? t(`请写明：${label}`, `Say: ${label}`) : t("请写明理由", "Say why")]);
      input.current?.focus();
      return;
    }
    setBusy(true);
    try {
      await onReason(reason.trim());
    } catch (problem) {
      const { errors: broken = [], status } = problem as ApiProblem;
      const details = broken.map(({ detail }) => detail);
      // A conflict says what is in the way, and its details where.
      setErrors(details.length === 0 || status === 409 ? [inWords(problem as ApiProblem), ...details] : details);
      setBusy(false);
    }
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        {text && <p class="secondary">{text}</p>}
        <div class="field">
          <label for="reason">
            {label ?? t("理由", "Reason")}
            {!required && <span class="quiet">{t("可不填", "optional")}</span>}
          </label>
          <textarea
            id="reason"
            ref={input}
            value={reason}
            maxLength={500}
            aria-invalid={errors.length > 0 ? "true" : undefined}
            aria-describedby="reason-error"
            onInput={(event) => setReason(event.currentTarget.value)}
          />
          <div id="reason-error" role="alert">
            {errors.map((error) => (
              <p key={error} class="error">
                {error}
              </p>
            ))}
          </div>
        </div>
        <div class="actions">
          <button type="button" onClick={onClose}>
            {t("取消", "Cancel")}
          </button>
          <button type="submit" class={danger ? "danger" : "primary"} aria-busy={busy}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
