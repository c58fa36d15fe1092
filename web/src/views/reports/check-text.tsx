// A report that somebody wrote, held against the ledger: every number judged in its place. Nothing is stored.
import { useEffect, useRef, useState } from "preact/hooks";
import { POST } from "../../api/client.ts";
import { ApiProblem } from "../../api/problems.ts";
import { isTownship, useChildren, useRegion } from "../../api/reference.ts";
import { go, here, route } from "../../route.ts";
import { t } from "../../text/language.ts";
import { Heading, ProblemNotice } from "../../widgets/states.tsx";
import { year } from "../region.ts";
import { Findings } from "./findings.tsx";
import type { Reading } from "./judged.ts";

interface Checked {
  /** Each check anew begins at its first finding. */
  key: number;
  reading: Reading;
  /** What was pasted; of a file only what was found is known. */
  text: string | null;
  township: string;
  year: number;
}

/** A file may be this large: the service takes 900,000 characters of base64. */
const LARGEST_FILE = 660_000;

export function CheckText() {
  const code = route.value.path[1]!;
  const { township: asked = "" } = route.value.query;
  const township = isTownship(code) ? code : asked;
  const name = useRegion(code)?.name ?? code;
  const [text, setText] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [said, setSaid] = useState("");
  const [checked, setChecked] = useState<Checked | null>(null);
  const result = useRef<HTMLDivElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  // What was found is of one township and year.
  useEffect(() => setChecked(null), [township, year.value]);
  const title = t(`核对文稿 · ${name} · ${year.value}`, `Check a text · ${name} · ${year.value}`);

  async function check(event: Event) {
    event.preventDefault();
    if (busy) return;
    setProblem(null);
    if (!township) return setSaid(t("请选乡镇", "Choose the township"));
    if (!file && !text.trim()) return setSaid(t("请粘贴文字，或选择 .docx、.txt 文件", "Paste a text, or choose a .docx or .txt file"));
    if (file && file.size > LARGEST_FILE) return setSaid(t("文件太大：可去掉图片再试，或者粘贴文字", "The file is too large: try it without pictures, or paste the text"));
    setSaid("");
    setBusy(true);
    try {
      const body = { township_code: township, year: year.value, ...(file ? { docx: await base64(file) } : { text }) };
      const { data } = await POST("/api/v1/reports:verify", { body });
      setChecked({ key: Date.now(), reading: data!, text: file ? null : text, township, year: year.value });
      requestAnimationFrame(() => result.current?.focus());
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error : new ApiProblem({ code: "internal", detail: String(error) }));
    } finally {
      setBusy(false);
    }
  }

  function choose(chosen: File | null) {
    setFile(chosen);
    setSaid("");
    if (!chosen && picker.current) picker.current.value = "";
  }

  return (
    <>
      <div class="head">
        <Heading name={title}>{t(`${name} ${year.value}年核对文稿`, `Check a text of ${name}, ${year.value}`)}</Heading>
        <p>{t("文中的数逐个与台账比对，并指出笔误。文稿不留存。", "Each number is held against the ledger, and slips are pointed out. The text is not kept.")}</p>
      </div>
      <div class="stack">
        <form class="card" noValidate onSubmit={check}>
          <div class="body stack">
            {!isTownship(code) && <TownshipChoice county={code} value={township} />}
            {file ? (
              <p class="notice">
                {file.name}
                <button type="button" class="plain" onClick={() => choose(null)}>
                  {t("改为粘贴文字", "Paste a text instead")}
                </button>
              </p>
            ) : (
              <label class="field">
                <span class="label">{t("文稿", "Text")}</span>
                <textarea class="pasted" value={text} maxLength={200_000} placeholder={t("把报告的文字粘贴到这里", "Paste the text of the report here")} onInput={(event) => setText(event.currentTarget.value)} />
              </label>
            )}
            <div class="actions">
              <button class="primary" type="submit" aria-busy={busy}>
                {busy ? t("正在核对…", "Checking…") : t("核对", "Check")}
              </button>
              <button type="button" onClick={() => picker.current!.click()}>
                {t("选择 .docx、.txt…", "Choose a .docx or .txt…")}
              </button>
              <input ref={picker} type="file" class="visually-hidden" tabIndex={-1} aria-hidden="true" accept=".docx,.txt" onChange={(event) => choose(event.currentTarget.files?.[0] ?? null)} />
            </div>
            {said && (
              <p class="bad" role="alert">
                {said}
              </p>
            )}
          </div>
        </form>
        {problem && <ProblemNotice problem={problem} />}
        <div ref={result} tabIndex={-1} class="stack">
          {checked && <Findings {...checked} key={checked.key} />}
        </div>
      </div>
    </>
  );
}

function TownshipChoice({ county, value }: { county: string; value: string }) {
  const townships = useChildren(county) ?? [];
  return (
    <label class="field">
      <span class="label">{t("乡镇", "Township")}</span>
      <select class="short" value={value} onChange={(event) => go(here({ township: event.currentTarget.value }), true)}>
        <option value="">{t("请选择", "Choose")}</option>
        {townships.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function base64(file: File): Promise<string> {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(file);
  });
}
