// Tables and charts as files, with what a reader has to know of them: as of when, from where, and the digest of the data.
import { beijingInstant } from "../text/dates.ts";
import { hex, sha256 } from "../session/sha256.ts";
import { t } from "../text/language.ts";

export interface Origin {
  title: string;
  /** The address of the data in the API. */
  source: string;
  /** When the data last changed, as the service says. */
  asOf: string | null;
}

/** Cells as CSV (RFC 4180). A cell that a spreadsheet would run as a formula gets a quote before it. */
export function toCsv(rows: (string | number | null)[][]): string {
  return rows.map((row) => row.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

function csvCell(value: string | number | null): string {
  if (value === null) return "";
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

export function digestOf(text: string): string {
  return hex(sha256(new TextEncoder().encode(text)));
}

/** What stands under every export. */
export function originLines(origin: Origin, digest: string): string[] {
  return [
    `${t("数据截至", "As of")} ${origin.asOf ? beijingInstant(origin.asOf) : "—"}`,
    `${t("来源", "Source")} ${location.origin}${origin.source}`,
    `SHA-256 ${digest}`,
  ];
}

export function saveCsv(origin: Origin, rows: (string | number | null)[][]): void {
  const data = toCsv(rows);
  const foot = originLines(origin, digestOf(data)).map((line) => [line]);
  // The mark at the beginning has Excel read it as UTF-8.
  saveFile(`${origin.title}.csv`, new Blob(["\ufeff", toCsv([[origin.title]]), data, toCsv(foot)], { type: "text/csv;charset=utf-8" }));
}

export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name.replace(/[\\/:*?"<>|\s]+/g, "_");
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
