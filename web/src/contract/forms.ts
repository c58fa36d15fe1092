// Fields, filters and codes of all resources: loaded when a list, record or form is first shown.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Forms } from "./contract.ts";

const loaded = signal<Forms | null>(null);

export async function loadForms(): Promise<Forms> {
  loaded.value ??= (await import("./forms.json")).default as unknown as Forms;
  return loaded.value;
}

export function useForms(): Forms | null {
  useEffect(() => {
    loadForms().catch(() => {}); // the view that needs them says that the page could not be loaded
  }, []);
  return loaded.value;
}
