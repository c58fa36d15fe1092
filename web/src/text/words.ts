// Words that stand in several views. A text of one view stands in that view.
import type { components } from "../api/contract.d.ts";
import { codeName } from "../contract/contract.ts";
import { addDays } from "./dates.ts";
import { grouped } from "./numbers.ts";
import { t } from "./language.ts";

type Figure = components["schemas"]["Figure"];
type Value = Figure["value"];

export function missingWord(): string {
  return t("缺", "n/r");
}

export function reasonInWords(figure: { reason: string | null; status: string }): string {
  const status = codeName("figure_statuses", figure.status);
  return figure.reason ? t(`${status}：${codeName("figure_reasons", figure.reason)}`, `${status}: ${codeName("figure_reasons", figure.reason)}`) : status;
}

/** A value as it is shown: a number, 缺for missing, — for not applicable. */
export function shown(figure: { value: Value; status: string } | null | undefined): string {
  if (!figure) return "";
  if (figure.value !== null) return grouped(figure.value);
  return figure.status === "missing" ? missingWord() : "—";
}

/** What stands behind a value with estimates in it. */
export function estimatedSign(figure: { estimated: boolean }): string {
  return figure.estimated ? t("约", "≈") : "";
}

/** A value as it is read out, with the year before; it begins with what is seen, for whoever speaks to the page. */
export function spoken(figure: Figure): string {
  const own = figure.value !== null ? `${grouped(figure.value)}${estimatedSign(figure)} ${figure.unit}` : reasonInWords(figure);
  const last = figure.previous ? t(`，上年${shown(figure.previous)}`, `, last year ${shown(figure.previous)}`) : "";
  return own + last + (figure.estimated ? t("，含估计数", ", includes estimates") : "");
}

export function daysLeft(days: number): string {
  if (days < 0) return t(`逾期${-days}天`, `${-days} days late`);
  if (days === 0) return t("今天", "today");
  return t(`还有${days}天`, `in ${days} days`);
}

/** A day as people call it. */
export function dayName(day: string, today: string): string {
  if (day === today) return t("今天", "today");
  return day === addDays(today, -1) ? t("昨天", "yesterday") : day;
}

export function loading(): string {
  return t("正在读取…", "Loading…");
}

export function countOf(n: number): string {
  return t(`${grouped(n)}条`, `${grouped(n)}`);
}
