// Which region and year a view is of: both stand in the address, and stay the same from view to view.
import { computed } from "@preact/signals";
import { reportYear, thisYear } from "../api/connection.ts";
import { route } from "../route.ts";
import { homeRegion } from "../session/session.ts";
import { resourceNamed } from "../contract/contract.ts";

/** The region that was looked at last: records and forms have none in their address. */
let lastRegion = "";

export const region = computed(() => {
  const [first, code] = route.value.path;
  if (first === "r" && code) lastRegion = code;
  return lastRegion || homeRegion.value?.code || "CN";
});

let lastYear = 0;

export const year = computed(() => {
  const asked = Number(route.value.query.year);
  if (asked >= 1949 && asked <= 2100) lastYear = asked;
  if (lastYear) return lastYear;
  const view = route.value.path[2];
  return view && resourceNamed(view) ? thisYear() : reportYear();
});

export function forgetPlace(): void {
  lastRegion = "";
  lastYear = 0;
}
