// Days as the service has them (YYYY-MM-DD, Beijing) and as people type them. Pure: today is always handed in.

const DAY_MS = 86_400_000;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

export function isDay(text: string): boolean {
  const [, year, month, day] = text.match(DAY) ?? [];
  if (!year) return false;
  const date = new Date(Date.UTC(+year, +month! - 1, +day!));
  return date.getUTCMonth() === +month! - 1 && date.getUTCDate() === +day!;
}

/** Days from one day to another; negative where `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The day in Beijing at an instant. */
export function beijingDay(instant: number): string {
  return new Date(instant + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** Hours and minutes in Beijing at an instant. */
export function beijingTime(instant: number): string {
  return new Date(instant + 8 * 3_600_000).toISOString().slice(11, 16);
}

/** An instant of the API, to the minute, in Beijing time. */
export function beijingInstant(text: string): string {
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? text : `${beijingDay(instant)} ${beijingTime(instant)}`;
}

/**
 * The day that somebody typed: 2024-03-11, 20240311, 2024.3.11, 2024年3月11日, and without a year 3-11, 3月11日, which are the
 * latest such day that is not after today. Anything else comes back as it was, for the service to refuse.
 */
export function readDay(typed: string, today: string): string {
  const text = toHalfWidth(typed).trim();
  const compact = text.match(/^(\d{4})(\d{2})(\d{2})$/);
  if (compact) return [compact[1], compact[2], compact[3]].join("-");
  const parts = text
    .replace(/[年月./\s-]+/g, "-")
    .replace(/[日号]$/, "")
    .split("-")
    .filter(Boolean);
  if (!parts.every((part) => /^\d{1,4}$/.test(part))) return text;
  if (parts.length === 3 && parts[0]!.length === 4) return [parts[0]!, pad(parts[1]!), pad(parts[2]!)].join("-");
  if (parts.length === 2) {
    const year = +today.slice(0, 4);
    const day = `${year}-${pad(parts[0]!)}-${pad(parts[1]!)}`;
    return day <= today ? day : `${year - 1}${day.slice(4)}`;
  }
  return text;
}

function pad(part: string): string {
  return part.padStart(2, "0");
}

/** Full-width digits and signs, as an input method gives them, as half-width ones. */
export function toHalfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00a0]/g, " ")
    .replace(/。/g, ".");
}
