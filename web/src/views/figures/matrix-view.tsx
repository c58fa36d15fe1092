// The matrix with its choices around it: compare, groups, sort, export, the panel of a figure.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useQuery } from "../../api/query.ts";
import { isTownship, levelBelow, useIndicators, useRegion } from "../../api/reference.ts";
import { codeName } from "../../contract/contract.ts";
import { address, go, here, route } from "../../route.ts";
import { beijingInstant } from "../../text/dates.ts";
import { nameOf, t } from "../../text/language.ts";
import { missingWord, shown } from "../../text/words.ts";
import { digestOf, originLines, saveCsv, toCsv } from "../../widgets/export.ts";
import { Menu } from "../../widgets/menu.tsx";
import { Empty, Heading, Shown } from "../../widgets/states.tsx";
import { useNarrow } from "../../widgets/narrow.ts";
import { year } from "../region.ts";
import { useTableFile } from "../table-file.tsx";
import { type Changed, changedCells, columnGroups, type FigureMatrix, keepRows, sorted } from "./layout.ts";
import { MatrixTable, Sheets } from "./matrix.tsx";
import { OneIndicator } from "./one-indicator.tsx";
import { Panel } from "./panel.tsx";
import { TownshipFigures } from "./township-figures.tsx";

/** Above so many cells groups start folded. */
const CELLS_SHOWN = 20_000;

export function Matrix() {
  const code = route.value.path[1]!;
  return isTownship(code) ? <TownshipFigures township={code} /> : <RegionMatrix code={code} />;
}

function RegionMatrix({ code }: { code: string }) {
  const { query } = route.value;
  const compare = query.compare !== "none";
  const by = query.by ?? levelBelow(code)!;
  const path = `/api/v1/regions/${code}/figures?year=${year.value}&by=${by}${compare ? "&compare=previous_year" : ""}`;
  const entry = useQuery("/api/v1/regions/{code}/figures", {
    path: { code },
    query: { year: year.value, by, ...(compare && { compare: "previous_year" }) },
  });
  const { groups } = useIndicators();
  const narrow = useNarrow();
  const name = useRegion(code)?.name ?? code;
  const title = t(`${name} ${year.value}年数据表`, `Figures of ${name}, ${year.value}`);
  const matrix = useKept(entry.data as FigureMatrix | undefined);
  const changed = useChanged(entry.before as FigureMatrix | undefined, matrix, entry.changedAt);
  const workbook = useTableFile(title, path);
  const openAt = query.open?.startsWith("figure:") ? query.open.split(":").slice(1) : null;

  return (
    <>
      <div class="head">
        <Heading name={title}>{title}</Heading>
        <div class="actions">
          <label class="actions">
            <input type="checkbox" checked={compare} onChange={() => go(here({ compare: compare ? "none" : null }))} />
            {t("与上年比", "with last year")}
          </label>
          {!narrow && <GroupChoice />}
          <a class="button" href={address(["r", code, "chart"], { year: year.value, group: query.group })}>
            {t("图表", "Chart")}
          </a>
          <span role="status">{workbook.said}</span>
          <Menu label={t("导出", "Export")}>
            <button onClick={workbook.save}>{t("Excel（年终汇总）", "Excel (the year's summary)")}</button>
            <button onClick={() => matrix && saveCsv({ title, source: path, asOf: matrix.as_of }, csvRows(matrix, groups, query.group, compare))}>CSV</button>
            <button onClick={() => print()}>{t("打印（A3）", "Print (A3)")}</button>
          </Menu>
        </div>
      </div>
      <Shown<FigureMatrix> of={{ at: entry.at, changedAt: entry.changedAt, error: entry.error, data: matrix }}>
        {(data) =>
          groups.length === 0 ? null : data.rows.length === 0 ? (
            <Empty>{t("该地区下没有乡镇。", "No townships below this region.")}</Empty>
          ) : (
            <div class={`with-panel ${openAt ? "open" : ""}`}>
              <div>
                {narrow ? <OneIndicator matrix={data} /> : <Table matrix={data} compare={compare} changed={changed} />}
                <Foot matrix={data} source={path} />
              </div>
              {openAt && <Panel region={openAt[0]!} indicator={openAt[1]!} key={query.open} />}
            </div>
          )
        }
      </Shown>
    </>
  );
}

/** Unchanged rows stay the same objects from answer to answer. */
function useKept(data: FigureMatrix | undefined): FigureMatrix | undefined {
  const last = useRef<FigureMatrix | undefined>(undefined);
  return useMemo(() => {
    last.current = data && keepRows(last.current, data);
    return last.current;
  }, [data]);
}

/** What changed while the view was open, until the reader leaves it. */
function useChanged(before: FigureMatrix | undefined, now: FigureMatrix | undefined, at: number): Changed {
  const [all, setAll] = useState<Changed>(new Map());
  const [openedAt] = useState(Date.now());
  useEffect(() => {
    if (!now || at <= openedAt) return;
    const fresh = changedCells(before, now);
    if (fresh.size > 0) setAll((old) => new Map([...fresh, ...old]));
  }, [now]);
  return all;
}

function Table({ matrix, compare, changed }: { matrix: FigureMatrix; compare: boolean; changed: Changed }) {
  const { groups } = useIndicators();
  const { query } = route.value;
  const cells = matrix.rows.length * matrix.columns.length;
  const folded = useMemo(
    () => new Set(query.fold !== undefined ? query.fold.split(",") : cells > CELLS_SHOWN ? groups.slice(1).map(({ code }) => code) : []),
    [query.fold, cells > CELLS_SHOWN, groups],
  );
  const layout = useMemo(() => columnGroups(groups, matrix.columns, folded, query.group), [groups, matrix.columns.join(), folded, query.group]);
  const rows = useMemo(() => sorted(matrix.rows, matrix.columns, query.sort), [matrix, query.sort]);
  const fold = (code: string) => {
    const next = new Set(folded);
    if (!next.delete(code)) next.add(code);
    // An empty list says that none is folded: it has to be told from no list.
    go(here({ fold: [...next].join(",") || "none" }), true);
  };
  return (
    <>
      <MatrixTable matrix={matrix} rows={rows} layout={layout} compare={compare} changed={changed} sort={query.sort} open={query.open} onFold={fold} />
      <Sheets matrix={matrix} layout={layout} compare={compare} />
    </>
  );
}

function GroupChoice() {
  const { groups } = useIndicators();
  return (
    <select aria-label={t("指标类别", "Group")} style={{ width: "auto" }} value={route.value.query.group ?? ""} onChange={(event) => go(here({ group: event.currentTarget.value }))}>
      <option value="">{t("全部类别", "All groups")}</option>
      {groups.map(({ code, indicators }) => (
        <option key={code} value={code}>
          {`${codeName("indicator_groups", code)} (${indicators.length})`}
        </option>
      ))}
    </select>
  );
}

function Foot({ matrix, source }: { matrix: FigureMatrix; source: string }) {
  const { townships, reporting } = matrix.coverage;
  const [lines, setLines] = useState<string[]>([]);
  useEffect(() => {
    // The digest is for paper: made when somebody prints.
    const make = () => setLines(originLines({ title: "", source, asOf: matrix.as_of }, digestOf(toCsv(matrix.rows.map((row) => [row.region.code, ...row.items.map(({ value }) => value)])))));
    addEventListener("beforeprint", make);
    return () => removeEventListener("beforeprint", make);
  }, [matrix, source]);
  return (
    <>
      <p class="foot">
        <span>{t(`${townships}个乡镇中${reporting}个有记录`, `${reporting} of ${townships} townships have records`)}</span>
        <span>{t(`${missingWord()} = 缺报　— = 不适用　0 = 确实为零　约 = 含估计数`, `${missingWord()} = missing, — = not applicable, 0 = counted none, ≈ = includes estimates`)}</span>
        {matrix.as_of && <span>{t(`数据截至${beijingInstant(matrix.as_of)}`, `As of ${beijingInstant(matrix.as_of)}`)}</span>}
        <span>{codeName("figure_bases", matrix.basis)}</span>
      </p>
      <p class="paper">
        {matrix.region.name} · {matrix.year} · {lines.join(" · ")}
      </p>
    </>
  );
}

function csvRows(matrix: FigureMatrix, groups: ReturnType<typeof useIndicators>["groups"], group: string | undefined, compare: boolean) {
  const columns = columnGroups(groups, matrix.columns, new Set(), group).flatMap((one) => one.columns);
  const cells = (items: FigureMatrix["total"]["items"]) =>
    columns.flatMap(({ at }) => {
      const figure = items[at]!;
      return compare ? [shown(figure), shown(figure.previous)] : [shown(figure)];
    });
  return [
    [t("代码", "Code"), t("地区", "Region"), ...columns.flatMap(({ indicator }) => [`${nameOf(indicator)}（${indicator.unit}）`, ...(compare ? [t("上年", "last year")] : [])])],
    ...matrix.rows.map((row) => [row.region.code, row.region.name, ...cells(row.items)]),
    [matrix.region.code, t("合计", "Total"), ...cells(matrix.total.items)],
  ];
}
