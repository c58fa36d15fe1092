// The matrix on a phone: one indicator at a time, townships below each other.
import { go, here, route } from "../../route.ts";
import { t } from "../../text/language.ts";
import { shown } from "../../text/words.ts";
import { IndicatorOptions } from "./indicator-options.tsx";
import type { Figure, FigureMatrix } from "./layout.ts";

export function OneIndicator({ matrix }: { matrix: FigureMatrix }) {
  const code = route.value.query.indicators ?? matrix.columns[0]!;
  const at = Math.max(0, matrix.columns.indexOf(code));
  const step = (by: number) => go(here({ indicators: matrix.columns[(at + by + matrix.columns.length) % matrix.columns.length] }), true);
  const line = (region: string, name: string, figure: Figure) => (
    <li key={region}>
      <span class="grow">{name}</span>
      <a class={`number ${figure.status === "missing" ? "missing" : ""}`} href={here({ open: `figure:${region}:${code}` })}>
        {shown(figure)}
      </a>
      {figure.previous && <span class="quiet number">{t(`上年${shown(figure.previous)}`, `last year ${shown(figure.previous)}`)}</span>}
    </li>
  );
  return (
    <section class="stack">
      <label class="field">
        <span class="label">{t("指标", "Indicator")}</span>
        <select value={code} onChange={(event) => go(here({ indicators: event.currentTarget.value }), true)}>
          <IndicatorOptions />
        </select>
      </label>
      <div class="actions">
        <button onClick={() => step(-1)}>{t("‹ 上一项", "‹ Before")}</button>
        <button onClick={() => step(1)}>{t("下一项 ›", "Next ›")}</button>
      </div>
      <ul class="card lines">
        {matrix.rows.map((row) => line(row.region.code, row.region.name, row.items[at]!))}
        {line(matrix.region.code, t("合计", "Total"), matrix.total.items[at]!)}
      </ul>
    </section>
  );
}
