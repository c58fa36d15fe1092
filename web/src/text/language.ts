// The two languages of the page. Every text stands once, Chinese first with the English beside it: t("登录", "Sign in").
import { signal } from "@preact/signals";

export type Language = "zh" | "en";

const STORED_AS = "fazhi.language";

export const language = signal<Language>(stored());

function stored(): Language {
  try {
    return globalThis.localStorage?.getItem(STORED_AS) === "en" ? "en" : "zh";
  } catch {
    return "zh"; // storage can be forbidden
  }
}

export function switchLanguage(to: Language): void {
  language.value = to;
  document.documentElement.lang = to === "zh" ? "zh-CN" : "en";
  try {
    localStorage.setItem(STORED_AS, to);
  } catch {
    // The choice then holds until the page is closed.
  }
}

/** The text in the language in force. */
export function t(zh: string, en: string): string {
  return language.value === "zh" ? zh : en;
}

/** The label of something that the contract names in both languages. */
export function labelOf(of: { zh: string; en: string }): string {
  return t(of.zh, of.en);
}

/** The name of something that the service names in both languages; a county may have given no English one. */
export function nameOf(of: { name_zh: string; name_en?: string | null }): string {
  return language.value === "zh" ? of.name_zh : (of.name_en ?? of.name_zh);
}
