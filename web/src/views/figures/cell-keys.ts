// Arrows within the matrix: the focus is on the link of one cell, and only that link is a tab stop.

export function moveBetweenCells(event: KeyboardEvent, frame: HTMLElement): void {
  const cell = (event.target as Element).closest("td");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = cell.parentElement as HTMLTableRowElement;
  const rows = [...frame.querySelectorAll<HTMLTableRowElement>("tbody tr, tfoot tr")];
  const at = rows.indexOf(row);
  const page = 10;
  const moves: Record<string, () => Element | null | undefined> = {
    ArrowLeft: () => beside(cell, "previousElementSibling"),
    ArrowRight: () => beside(cell, "nextElementSibling"),
    ArrowUp: () => rows[at - 1]?.cells[cell.cellIndex],
    ArrowDown: () => rows[at + 1]?.cells[cell.cellIndex],
    PageUp: () => rows[Math.max(0, at - page)]?.cells[cell.cellIndex],
    PageDown: () => rows[Math.min(rows.length - 1, at + page)]?.cells[cell.cellIndex],
    Home: () => row.querySelector("td:has(a)"),
    End: () => [...row.querySelectorAll("td:has(a)")].at(-1),
  };
  const to = moves[event.key]?.();
  if (!to) return;
  const link = to.querySelector("a");
  if (!link) return;
  event.preventDefault();
  for (const stop of frame.querySelectorAll<HTMLAnchorElement>('td a[tabindex="0"]')) stop.tabIndex = -1;
  link.tabIndex = 0;
  link.focus();
}

/** The next cell on one side that holds a figure: folded groups are stepped over. */
function beside(cell: Element, side: "previousElementSibling" | "nextElementSibling"): Element | null {
  let next = cell[side];
  while (next && !next.querySelector("td a, a")) next = next[side];
  return next?.tagName === "TD" ? next : null;
}
