// Light or dark: the device's choice, unless somebody chose here.
const STORED_AS = "fazhi.theme";

export function startTheme(): void {
  try {
    const stored = localStorage.getItem(STORED_AS);
    if (stored) document.documentElement.dataset.theme = stored;
  } catch {
    // Without storage the device's choice holds.
  }
}

export function switchTheme(): void {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  try {
    localStorage.setItem(STORED_AS, root.dataset.theme);
  } catch {
    // It then holds until the page is closed.
  }
}
