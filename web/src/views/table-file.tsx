// A list or a matrix as an Excel workbook. The service makes it: the whole list, with typed cells, definitions and charts.
import { useState } from "preact/hooks";
import { BASE, send } from "../api/client.ts";
import { type ApiProblem, inWords } from "../api/problems.ts";
import { t } from "../text/language.ts";
import { saveFile } from "../widgets/export.ts";

/** Saves what is at an address of the API as a workbook; `said` tells how far it is, or why it failed. */
export function useTableFile(title: string, source: string): { save: () => void; said: string } {
  const [said, setSaid] = useState("");
  async function save() {
    setSaid(t("正在生成工作簿……", "The workbook is being made…"));
    try {
      const address = new URL(`${BASE}${source}`, location.href);
      address.searchParams.set("format", "xlsx");
      const answer = await send(new Request(address));
      saveFile(`${title}.xlsx`, await answer.blob());
      setSaid("");
    } catch (problem) {
      setSaid(inWords(problem as ApiProblem));
    }
  }
  return { save: () => void save(), said };
}
