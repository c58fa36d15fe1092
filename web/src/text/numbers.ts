// Numbers as they are read and as they are typed. Money and decimals stay texts from the API to the screen and back.
import { toHalfWidth } from "./dates.ts";

/** 12000 → 12,000: groups from five digits on, so that years and small numbers stay whole. */
export function grouped(value: number | string): string {
  const text = String(value);
  const [, sign, whole, rest] = text.match(/^(-?)(\d+)(.*)$/) ?? [];
  if (whole === undefined) return text;
  const digits = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
  return (sign ? "\u2212" : "") + digits + rest;
}

/** The whole number that somebody typed; null for nothing, undefined for what is none. */
export function readInteger(typed: string): number | null | undefined {
  const text = toHalfWidth(typed).replace(/[,\s]/g, "");
  if (text === "") return null;
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The amount that somebody typed, as the API wants it: 1.2万 → 12000.00. Undefined for what is none. */
export function readDecimal(typed: string): string | null | undefined {
  const text = toHalfWidth(typed).replace(/[,\s元￥¥]/g, "");
  if (text === "") return null;
  const [, whole, fraction = "", tenThousand] = text.match(/^(\d{1,12})(?:\.(\d{1,6}))?(万)?$/) ?? [];
  if (whole === undefined) return undefined;
  const shift = tenThousand ? 4 : 0;
  const digits = fraction.padEnd(shift + 2, "0");
  if (digits.slice(shift + 2).replace(/0/g, "") !== "") return undefined; // finer than a cent
  const units = (whole + digits.slice(0, shift)).replace(/^0+(?=\d)/, "");
  return `${units}.${digits.slice(shift, shift + 2)}`;
}

const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const PLACES = ["", "拾", "佰", "仟"];
const GROUPS = ["", "万", "亿", "兆"];

/** An amount in capitals, to be read back: 12000.50 → 壹万贰仟元伍角. */
export function inCapitals(amount: string): string {
  const [whole = "0", cents = "00"] = amount.split(".");
  const yuan = wholeInCapitals(whole);
  const jiao = +cents[0]!;
  const fen = +(cents[1] ?? "0");
  const parts = [yuan ? `${yuan}元` : ""];
  if (jiao) parts.push(`${DIGITS[jiao]}角`);
  else if (fen && yuan) parts.push("零");
  if (fen) parts.push(`${DIGITS[fen]}分`);
  const text = parts.join("");
  if (text === "") return "零元整";
  return fen || jiao ? text : `${text}整`;
}

function wholeInCapitals(whole: string): string {
  const digits = whole.replace(/^0+/, "");
  let text = "";
  let zero = false;
  for (let i = 0; i < digits.length; i += 1) {
    const place = digits.length - 1 - i;
    const digit = +digits[i]!;
    if (digit === 0) zero = true;
    else {
      if (zero && text) text += "零";
      zero = false;
      text += DIGITS[digit]! + PLACES[place % 4]!;
    }
    const group = digits.slice(Math.max(0, i - 3), i + 1);
    if (place % 4 === 0 && place > 0 && +group !== 0) text += GROUPS[place / 4]!;
  }
  return text;
}
