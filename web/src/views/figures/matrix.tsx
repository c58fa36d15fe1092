// Townships × figures: one table, whole in the document, so that it scrolls well, prints, is found by Ctrl+F and is read by
// screen readers. One tab stop; arrows move within.
import { Component } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { codeName } from "../../contract/contract.ts";
import { address, go, here } from "../../route.ts";
import { nameOf, t } from "../../text/language.ts";
import { estimatedSign, shown, spoken } from "../../text/words.ts";
import { cellKey, type Changed, type ColumnGroup, type Figure, type FigureMatrix, type FigureRow } from "./layout.ts";
import { moveBetweenCells } from "./cell-keys.ts";

/** So many columns are drawn at once; the others follow when the browser has time. */
const COLUMNS_AT_ONCE = 24;

interface Props {
  matrix: FigureMatrix;
  rows: FigureRow[];
  layout: ColumnGroup[];
  compare: boolean;
  changed: Changed;
  sort: string | undefined;
  open: string | undefined;
  onFold: (group: string) => void;
}

export function MatrixTable({ matrix, rows, layout, compare, changed, sort, open, onFold }: Props) {
  const shownColumns = useSlices(layout);
  const frame = useRef<HTMLDivElement>(null);
  const visible = useMemo(() => cutOff(layout, shownColumns), [layout, shownColumns]);

  // One tab stop: the cell that was last used, or the first.
  useEffect(() => {
    const links = frame.current!.querySelectorAll<HTMLAnchorElement>("td a");
    if (![...links].some((link) => link.tabIndex === 0)) links[0]?.setAttribute("tabindex", "0");
  }, [visible, rows]);

  // When the panel closes, the focus goes back to the cell that it was opened from, once that is drawn.
  const openBefore = useRef(open);
  const backTo = useRef<string | null>(null);
  useEffect(() => {
    if (openBefore.current && !open) backTo.current = openBefore.current;
    openBefore.current = open;
    const [, of, indicator] = backTo.current?.split(":") ?? [];
    const link = of && frame.current!.querySelector<HTMLAnchorElement>(`td[data-cell="${of} ${indicator}"] a`);
    if (!link) return;
    link.focus();
    backTo.current = null;
  }, [open, visible]);

  // Whoever comes by a link sees the cell that is open.
  const shownOpen = useRef(false);
  useEffect(() => {
    const cell = !shownOpen.current && frame.current!.querySelector("td.open");
    if (!cell) return;
    shownOpen.current = true;
    cell.scrollIntoView({ block: "nearest", inline: "center" });
  }, [visible]);

  const sortBy = (code: string) => go(here({ sort: sort === `-${code}` ? code : sort === code ? null : `-${code}` }), true);
  return (
    <div
      class="frame matrix screen"
      ref={frame}
      role="region"
      aria-label={t("数据表", "Figures")}
      onKeyDown={(event) => moveBetweenCells(event, frame.current!)}
      onClick={(event) => {
        const cell = (event.target as Element).closest<HTMLElement>("td[data-cell]");
        if (!cell || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go(here({ open: `figure:${cell.dataset.cell!.replace(" ", ":")}` }));
      }}
    >
      <table>
        <caption class="visually-hidden">
          {t(`${matrix.region.name} ${matrix.year}年，各地区各项指标`, `${matrix.region.name}, ${matrix.year}: regions by indicators`)}
        </caption>
        <thead>
          <tr>
            <th scope="col" rowSpan={2} class="corner">
              {t("地区", "Region")}
            </th>
            {visible.map((group) => (
              <th key={group.code} scope="colgroup" colSpan={group.folded ? 1 : group.columns.length} class="group">
                <button aria-expanded={!group.folded} onClick={() => onFold(group.code)}>
                  {group.folded ? "▸" : "▾"} {codeName("indicator_groups", group.code)} <small>{group.all}</small>
                </button>
              </th>
            ))}
          </tr>
          <tr>
            {visible.flatMap((group) =>
              group.folded
                ? [<th key={group.code} class="group" aria-hidden="true" />]
                : group.columns.map(({ indicator }, i) => {
                    const direction = sort === indicator.code ? "ascending" : sort === `-${indicator.code}` ? "descending" : undefined;
                    return (
                      <th key={indicator.code} scope="col" class={i === 0 ? "group" : undefined} aria-sort={direction}>
                        <button class="column" tabIndex={-1} title={nameOf(indicator)} onClick={() => sortBy(indicator.code)}>
                          <span>{nameOf(indicator)}</span>
                          <small>
                            {direction && (direction === "ascending" ? "↑ " : "↓ ")}
                            {indicator.unit}
                          </small>
                        </button>
                      </th>
                    );
                  }),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.region.code} row={row} groups={visible} compare={compare} changed={changed} open={open} year={matrix.year} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("合计", "Total")}</th>
            <Cells region={matrix.region.code} items={matrix.total.items} groups={visible} compare={compare} changed={changed} open={open} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

type Visible = ColumnGroup & { all: number };

/** The groups up to a number of columns. */
function cutOff(layout: ColumnGroup[], most: number): Visible[] {
  let left = most;
  const visible: Visible[] = [];
  for (const group of layout) {
    if (left <= 0) break;
    const columns = group.folded ? group.columns : group.columns.slice(0, left);
    left -= group.folded ? 1 : columns.length;
    visible.push({ ...group, columns, all: group.columns.length });
  }
  return visible;
}

/** How many columns to draw: some at once, the others in idle slices. */
function useSlices(layout: ColumnGroup[]): number {
  const all = layout.reduce((sum, group) => sum + (group.folded ? 1 : group.columns.length), 0);
  const [drawn, setDrawn] = useState(COLUMNS_AT_ONCE);
  useEffect(() => {
    if (drawn >= all) return;
    const idle = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 30));
    const id = idle(() => setDrawn((n) => n + COLUMNS_AT_ONCE), { timeout: 200 });
    return () => (globalThis.cancelIdleCallback ?? clearTimeout)(id as number);
  }, [drawn, all]);
  return drawn;
}

interface RowProps {
  row: FigureRow;
  groups: Visible[];
  compare: boolean;
  changed: Changed;
  open: string | undefined;
  year: number;
}

/** A row is drawn again only when its figures, the columns, or its own open cell changed. */
class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const opened = (props: RowProps) => (props.open?.split(":")[1] === props.row.region.code ? props.open : undefined);
    const now = this.props;
    return next.row !== now.row || next.groups !== now.groups || next.compare !== now.compare || opened(next) !== opened(now) || next.changed !== now.changed;
  }

  override render({ row, groups, compare, changed, open, year }: RowProps) {
    return (
      <tr>
        <th scope="row">
          <a href={address(["r", row.region.code], { year })} tabIndex={-1}>
            {row.region.name}
          </a>
        </th>
        <Cells region={row.region.code} items={row.items} groups={groups} compare={compare} changed={changed} open={open} />
      </tr>
    );
  }
}

function Cells({ region, items, groups, compare, changed, open }: Omit<RowProps, "row" | "year"> & { region: string; items: Figure[] }) {
  return (
    <>
      {groups.flatMap((group) =>
        group.folded
          ? [<td key={group.code} class="folded" />]
          : group.columns.map(({ indicator, at }, i) => cell(region, items[at]!, indicator.code, i === 0, compare, changed, open)),
      )}
    </>
  );
}

function cell(region: string, figure: Figure, indicator: string, first: boolean, compare: boolean, changed: Changed, open: string | undefined) {
  const key = cellKey(region, indicator);
  const before = changed.get(key);
  const look = figure.value !== null ? undefined : figure.status === "missing" ? "missing" : "none";
  const last = compare && figure.previous ? ` ${shown(figure.previous)}` : "";
  let name = first ? "group" : "";
  if (compare) name += " compare";
  if (before) name += " changed";
  if (open === `figure:${region}:${indicator}`) name += " open";
  return (
    <td key={indicator} class={name || undefined} data-cell={key} title={before ? t(`原${shown(before)}`, `was ${shown(before)}`) : undefined}>
      <a href={address(["r", region, "figures", indicator])} tabIndex={-1} class={look} aria-label={spoken(figure)}>
        {shown(figure)}
        {estimatedSign(figure)}
      </a>
      {last}
    </td>
  );
}

/** On paper: a table for each group, with its head on each sheet, in code order. */
export function Sheets({ matrix, layout, compare }: { matrix: FigureMatrix; layout: ColumnGroup[]; compare: boolean }) {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const on = () => setPrinting(true);
    const off = () => setPrinting(false);
    const media = matchMedia("print");
    const turned = () => setPrinting(media.matches);
    addEventListener("beforeprint", on);
    addEventListener("afterprint", off);
    media.addEventListener("change", turned);
    return () => {
      removeEventListener("beforeprint", on);
      removeEventListener("afterprint", off);
      media.removeEventListener("change", turned);
    };
  }, []);
  if (!printing) return null;
  const cells = (items: Figure[], group: ColumnGroup) =>
    group.columns.map(({ indicator, at }) => (
      <td key={indicator.code}>
        {shown(items[at])}
        {compare && ` ${shown(items[at]!.previous)}`}
      </td>
    ));
  return (
    <div class="matrix sheets">
      {layout.map((group) => (
        <table key={group.code}>
          <caption>{`${matrix.region.name} ${matrix.year} · ${codeName("indicator_groups", group.code)}`}</caption>
          <thead>
            <tr>
              <th scope="col">{t("地区", "Region")}</th>
              {group.columns.map(({ indicator }) => (
                <th key={indicator.code} scope="col">
                  {nameOf(indicator)} {indicator.unit}
                  {compare && t("（本年 上年）", " (this, last year)")}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.rows.map((row) => (
              <tr key={row.region.code}>
                <th scope="row">{row.region.name}</th>
                {cells(row.items, group)}
              </tr>
            ))}
            <tr>
              <th scope="row">{t("合计", "Total")}</th>
              {cells(matrix.total.items, group)}
            </tr>
          </tbody>
        </table>
      ))}
    </div>
  );
}
