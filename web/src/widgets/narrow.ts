// Whether the window is too narrow for wide tables.
import { signal } from "@preact/signals";

const media = matchMedia("(max-width: 599px)");
const narrow = signal(media.matches);
media.addEventListener("change", () => {
  narrow.value = media.matches;
});

export function useNarrow(): boolean {
  return narrow.value;
}
