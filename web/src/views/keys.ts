// Keys of the whole page. Single letters are off in inputs, during composition by an input method, and with modifiers.
import { address, go, here, route } from "../route.ts";
import { me } from "../session/session.ts";
import { isTownship } from "../api/reference.ts";
import { region, year } from "./region.ts";
import { viewsOf } from "./places.ts";

const SEQUENCE_MS = 1_500;
const STORED_AS = "fazhi.keys";

/** Speech input types letters, too: whoever uses it turns the single letters off (WCAG 2.1.4). */
export function keysAreOn(): boolean {
  try {
    return localStorage.getItem(STORED_AS) !== "off";
  } catch {
    return true;
  }
}

export function switchKeys(on: boolean): void {
  try {
    localStorage.setItem(STORED_AS, on ? "on" : "off");
  } catch {
    // Without storage they stay on.
  }
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  return event.isComposing || event.keyCode === 229 || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || !!target.closest("dialog");
}

export function startKeys(): void {
  let wentAt = 0;
  addEventListener("keydown", (event) => {
    if (!me.peek() || !keysAreOn() || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (wentAt && Date.now() - wentAt < SEQUENCE_MS) {
      wentAt = 0;
      const view = viewsOf(region.peek(), year.peek()).find((place) => place.key === key);
      if (view) {
        event.preventDefault();
        go(view.href);
      }
      return;
    }
    if (key === "g") wentAt = Date.now();
    else if (key === "?") go(address(["help"]));
    else if (key === "[" || key === "]") {
      if (route.peek().path[0] === "r") go(here({ year: year.peek() + (key === "[" ? -1 : 1) }));
    } else if (key === "u") goUp();
    else if (key === "n" && isTownship(region.peek())) {
      event.preventDefault();
      document.getElementById("enter")?.focus();
    } else if (key === "/") {
      const search = document.getElementById("search");
      if (!search) return;
      event.preventDefault();
      search.focus();
    }
  });
}

function goUp(): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("nav.path a")];
  const above = links.at(-2);
  if (above) go(above.getAttribute("href")!);
}
