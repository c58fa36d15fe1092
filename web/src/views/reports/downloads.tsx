// A report as a file. Files are read with the token: a plain link would carry none.
import { useState } from "preact/hooks";
import { GET } from "../../api/client.ts";
import { type ApiProblem, inWords } from "../../api/problems.ts";
import { t } from "../../text/language.ts";
import { saveFile } from "../../widgets/export.ts";
import { Menu } from "../../widgets/menu.tsx";
import type { Report } from "./laid-out.ts";

type Format = "docx" | "pdf" | "markdown" | "html";

const ENDINGS: Record<Format, string> = { docx: "docx", pdf: "pdf", markdown: "md", html: "html" };

interface Props {
  report: Report;
  edition: number | null;
}

export function Downloads({ report, edition }: Props) {
  const [error, setError] = useState("");
  async function save(format: Format) {
    setError("");
    const { id, title } = report;
    const read = edition
      ? GET("/api/v1/reports/{id}/editions/{edition}", { params: { path: { id, edition }, query: { format } }, parseAs: "blob" })
      : GET("/api/v1/reports/{id}/document", { params: { path: { id }, query: { format } }, parseAs: "blob" });
    try {
      const { data } = await read;
      saveFile(`${title}.${ENDINGS[format]}`, data as unknown as Blob);
    } catch (problem) {
      setError(inWords(problem as ApiProblem));
    }
  }
  return (
    <>
      <Menu label={t("导出", "Export")}>
        <button onClick={() => void save("docx")}>Word（.docx）</button>
        <button onClick={() => void save("pdf")}>PDF</button>
        <button onClick={() => void save("markdown")}>Markdown</button>
        <button onClick={() => void save("html")}>{t("网页（.html）", "Web page (.html)")}</button>
        <button onClick={() => print()}>{t("打印", "Print")}</button>
      </Menu>
      {error && (
        <p class="bad" role="alert">
          {error}
        </p>
      )}
    </>
  );
}
