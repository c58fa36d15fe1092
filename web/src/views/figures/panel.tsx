// What is behind a number: its definition, its parts, the years before, and the records that make it up.
import { useEffect, useRef, useState } from "preact/hooks";
import { readOnce, useQuery } from "../../api/query.ts";
import type { components } from "../../api/contract.d.ts";
import { useIndicators, useRegion, useTownships, useVocabularies } from "../../api/reference.ts";
import { codeName, resourceNamed } from "../../contract/contract.ts";
import { useForms } from "../../contract/forms.ts";
import { address, here, route, go } from "../../route.ts";
import { grouped } from "../../text/numbers.ts";
import { labelOf, nameOf, t } from "../../text/language.ts";
import { reasonInWords, shown } from "../../text/words.ts";
import { Heading, Shown } from "../../widgets/states.tsx";
import { year } from "../region.ts";

type Figure = components["schemas"]["Figure"];
type Source = components["schemas"]["FigureSource"];

const YEARS_SHOWN = 5;

interface Of {
  region: string;
  indicator: string;
}

/** Beside the matrix; below 1024 px in its place. */
export function Panel({ region, indicator }: Of) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { map } = useIndicators();
  const name = useRegion(region)?.name ?? region;
  const definition = map.get(indicator);
  const close = here({ open: null });
  useEffect(() => heading.current?.focus(), []);
  return (
    <aside
      class="panel"
      aria-labelledby="panel-title"
      onKeyDown={(event) => {
        if (event.key === "Escape") go(close);
      }}
    >
      <div class="head">
        <h2 id="panel-title" ref={heading} tabIndex={-1}>
          {name} · {definition ? nameOf(definition) : indicator} <small>{year.value}</small>
        </h2>
        <div class="actions">
          <a href={address(["r", region, "figures", indicator], { year: year.value })}>{t("整页", "Full page")}</a>
          <a class="button" href={close}>
            {t("关闭", "Close")}
          </a>
        </div>
      </div>
      <FigureDetail region={region} indicator={indicator} />
    </aside>
  );
}

/** The same by itself: #/r/540526/figures/disputes_accepted. */
export function FigurePage() {
  const [, region = "", , indicator = ""] = route.value.path;
  const { map } = useIndicators();
  const name = useRegion(region)?.name ?? region;
  const definition = map.get(indicator);
  const title = `${definition ? nameOf(definition) : indicator} · ${name} · ${year.value}`;
  return (
    <>
      <div class="head">
        <Heading name={title}>{title}</Heading>
        <a href={address(["r", region, "matrix"], { year: year.value })}>{t("数据表", "All figures")}</a>
        <a href={address(["r", region, "trends"], { indicators: indicator })}>{t("趋势", "Trend")}</a>
      </div>
      <div class="panel">
        <FigureDetail region={region} indicator={indicator} />
      </div>
    </>
  );
}

function FigureDetail({ region, indicator }: Of) {
  const { map } = useIndicators();
  const definition = map.get(indicator);
  const dimensions = definition?.dimensions ?? [];
  const asked = route.value.query.breakdown ?? "";
  const breakdown = dimensions.includes(asked) ? asked : "";
  const entry = useQuery("/api/v1/regions/{code}/figures", {
    path: { code: region },
    query: { year: year.value, indicators: [indicator], compare: "previous_year", ...(breakdown && { breakdown }) },
  });
  return (
    <Shown of={entry}>
      {(data) => {
        const figure = "items" in data ? data.items[0] : undefined;
        if (!figure) return null;
        return (
          <>
            <Value figure={figure} />
            {definition && (
              <section class="stack">
                <p>{t(definition.definition_zh, definition.definition_en)}</p>
                <p class="secondary">
                  {codeName("indicator_groups", definition.group)} · {codeName("indicator_kinds", definition.kind)} · {codeName("aggregations", definition.aggregation)}
                </p>
              </section>
            )}
            <Years region={region} indicator={indicator} />
            {dimensions.length > 0 && <Breakdown figure={figure} region={region} resource={definition!.resource} dimensions={dimensions} chosen={breakdown} />}
            <Sources region={region} indicator={indicator} figure={figure} />
          </>
        );
      }}
    </Shown>
  );
}

function Value({ figure }: { figure: Figure }) {
  return (
    <div>
      <p class="lead">
        <span class={`big ${figure.status === "missing" ? "missing" : ""}`}>
          {shown(figure)}
          <small>{figure.unit}</small>
        </span>
        {figure.previous && <span class="secondary">{t(`上年${shown(figure.previous)}`, `last year ${shown(figure.previous)}`)}</span>}
      </p>
      {figure.value === null && <p class="secondary">{reasonInWords(figure)}</p>}
      {figure.numerator !== null && (
        <p class="secondary">
          {grouped(figure.numerator)} / {grouped(figure.denominator ?? 0)}
        </p>
      )}
      {figure.estimated && <p class="secondary">{t(`含估计数${figure.estimated_share}%`, `${figure.estimated_share} % estimated`)}</p>}
      {figure.stated && <p class="secondary">{t(`${figure.stated.of}条记录中${figure.stated.records}条填写`, `${figure.stated.records} of ${figure.stated.of} records state it`)}</p>}
    </div>
  );
}

function Years({ region, indicator }: Of) {
  const to = year.value;
  const { data } = useQuery("/api/v1/regions/{code}/figures", { path: { code: region }, query: { from: to - YEARS_SHOWN + 1, to, indicators: [indicator] } });
  if (!data || !("years" in data)) return null;
  return (
    <section aria-label={t("近年", "Years")}>
      <div class="years">
        {data.years.map((one) => (
          <div key={one.year}>
            <small>{one.year}</small>
            <a class={one.items[0]!.status === "missing" ? "missing" : undefined} href={here({ year: one.year })}>
              {shown(one.items[0])}
            </a>
          </div>
        ))}
      </div>
    </section>
  );
}

interface BreakdownProps {
  figure: Figure;
  region: string;
  resource: string;
  dimensions: string[];
  chosen: string;
}

/** The parts of the number by a field of its records, such as the type of dispute. */
function Breakdown({ figure, region, resource, dimensions, chosen }: BreakdownProps) {
  const vocabularies = useVocabularies(region);
  const forms = useForms();
  const field = (name: string) => forms?.resources[resource]?.fields.find((one) => one.name === name);
  const terms = vocabularies.get(field(chosen)?.vocabulary ?? "") ?? [];
  const parts = figure.parts ?? [];
  const most = Math.max(...parts.map(({ value }) => Number(value)), 1);
  const name = (code: string | null) => {
    if (code === null) return t("未填", "not stated");
    const term = terms.find((one) => one.code === code);
    return term ? nameOf(term) : code;
  };
  return (
    <section class="stack">
      <label class="options">
        {t("分项", "Parts by")}
        <select style={{ width: "auto" }} value={chosen} onChange={(event) => go(here({ breakdown: event.currentTarget.value }), true)}>
          <option value="">{t("不分", "none")}</option>
          {dimensions.map((one) => (
            <option key={one} value={one}>
              {field(one) ? labelOf(field(one)!) : one}
            </option>
          ))}
        </select>
      </label>
      {parts.length > 0 && (
        <ul class="bars">
          {parts.map(({ term, value }) => (
            <li key={term}>
              <span>{name(term)}</span>
              <meter min={0} max={most} value={Number(value)} aria-label={name(term)} />
              <span class="number">{grouped(value)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The records behind the number; their sum stands under them. */
function Sources({ region, indicator, figure }: Of & { figure: Figure }) {
  const params = { path: { code: region, indicator }, query: { year: year.value, limit: 50 } };
  const entry = useQuery("/api/v1/regions/{code}/figures/{indicator}/sources", figure.sources ? params : null);
  const [more, setMore] = useState<{ items: Source[]; next: string | null } | null>(null);
  const names = useTownships(region);
  useEffect(() => setMore(null), [entry.data]);
  if (!figure.sources) return null;
  return (
    <section>
      <h3>{t("背后的记录", "Records behind it")}</h3>
      <Shown of={entry}>
        {(data) => {
          const items = [...data.items, ...(more?.items ?? [])];
          const next = more ? more.next : data.page.next_cursor;
          const sum = items.reduce((total, { value }) => total + (value ?? 0), 0);
          const isMoney = figure.unit === "元";
          const readOn = async () => {
            const { data: page } = await readOnce("/api/v1/regions/{code}/figures/{indicator}/sources", { ...params, query: { ...params.query, cursor: next! } }, true);
            setMore({ items: [...(more?.items ?? []), ...page!.items], next: page!.page.next_cursor });
          };
          if (items.length === 0) return <p class="quiet">{t("没有记录", "No records")}</p>;
          return (
            <>
              <ul class="lines" data-sources>
                {items.map((source) => {
                  const resource = resourceNamed(source.resource);
                  return (
                    <li key={source.id + source.part_id}>
                      <time>{source.date}</time>
                      <a class="grow clamp" href={address([source.resource, source.id])}>
                        {source.title || (resource ? labelOf(resource) : source.resource)}
                      </a>
                      {names.size > 0 && <small>{names.get(source.township_code)}</small>}
                      <span class="number">{added(source, isMoney)}</span>
                    </li>
                  );
                })}
              </ul>
              {next ? (
                <button onClick={readOn}>{t("再显示50条", "Show 50 more")}</button>
              ) : (
                figure.numerator === null &&
                figure.value !== null && (
                  <p class="secondary number">{t(`合计${grouped(isMoney ? (sum / 100).toFixed(2) : sum)}`, `Sum ${grouped(isMoney ? (sum / 100).toFixed(2) : sum)}`)}</p>
                )
              )}
            </>
          );
        }}
      </Shown>
    </section>
  );
}

function added({ value, numerator, denominator }: Source, isMoney: boolean): string {
  if (value !== null) return `+${grouped(isMoney ? (value / 100).toFixed(2) : value)}`;
  return `${numerator ?? 0} / ${denominator ?? 0}`;
}
