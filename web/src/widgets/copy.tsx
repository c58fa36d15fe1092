// A text to be taken away: selected and copied. In an intranet without https the browser has no clipboard for pages; what is selected
// is then copied as by hand.
import { useRef, useState } from "preact/hooks";
import { t } from "../text/language.ts";

export function Copied({ id, label, text }: { id: string; label: string; text: string }) {
  const input = useRef<HTMLTextAreaElement>(null);
  const [said, setSaid] = useState("");

  async function copy() {
    input.current!.focus();
    input.current!.select();
    setSaid((await toClipboard(text)) ? t("已复制", "Copied") : t("已选中，请按Ctrl+C复制", "Selected: press Ctrl+C"));
  }

  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="line copied">
        <textarea id={id} ref={input} rows={2} readOnly value={text} onFocus={(event) => event.currentTarget.select()} />
        <button type="button" onClick={() => void copy()}>
          {t("复制", "Copy")}
        </button>
      </div>
      <p class="help" role="status">
        {said}
      </p>
    </div>
  );
}

async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return document.execCommand("copy"); // of what is selected
  }
}
