// The address bar names the view: #/r/540526/matrix?year=2024. Parameter names are those of the API.
import { signal } from "@preact/signals";

export interface Route {
  /** The parts of the path: #/r/540526/matrix → ["r", "540526", "matrix"]. */
  path: string[];
  query: Record<string, string>;
}

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split(/\?(.*)/s);
  return {
    path: path.split("/").filter(Boolean).map(decode),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a link that was cut off
  }
}

type Query = Record<string, string | number | null | undefined | false>;

/** The address of a view; parameters without a value are left out. */
export function address(path: (string | number)[], query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== false && value !== "") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return `#/${path.map((part) => encodeURIComponent(part)).join("/")}${text ? `?${text}` : ""}`;
}

export const route = signal<Route>(parseRoute(globalThis.location?.hash ?? ""));

let current = globalThis.location?.hash ?? "";

export function startRouting(): void {
  addEventListener("hashchange", () => {
    if (location.hash === current) return;
    current = location.hash;
    route.value = parseRoute(current);
  });
}

/** Goes to a view; `replace` where the step back should not lead here (typing in a filter). */
export function go(to: string, replace = false): void {
  if (replace) {
    history.replaceState(null, "", to);
    current = to;
    route.value = parseRoute(to);
  } else {
    location.hash = to;
  }
}

/** The view as it is, with other parameters. */
export function here(change: Query): string {
  return address(route.value.path, { ...route.value.query, ...change });
}
