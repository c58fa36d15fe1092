// A report as it will be printed; each of its numbers leads to what it is made of, or says that there is nothing.
import type { ComponentChildren } from "preact";
import { useIndicators } from "../../api/reference.ts";
import { address, here } from "../../route.ts";
import { nameOf, t } from "../../text/language.ts";
import { missingWord } from "../../text/words.ts";
import { year } from "../region.ts";
import { type Block, bySection, type ReportDocument, type Run } from "./laid-out.ts";

interface Props {
  document: ReportDocument;
  township: string;
  /** What stands over a section, and what in place of its text, by its number. */
  over?: (at: number, blocks: Block[]) => ComponentChildren;
  instead?: (at: number) => ComponentChildren;
}

export function Sheet({ document, township, over, instead }: Props) {
  return (
    <article class="sheet" lang="zh-CN" aria-label={document.title}>
      {document.number && <p class="center">{document.number}</p>}
      <h2>{document.title}</h2>
      {document.addressee && <p class="flush">{document.addressee}</p>}
      {bySection(document.sections).map((blocks, at) => (
        <section key={at} data-section={at}>
          {over?.(at, blocks)}
          {instead?.(at) ?? blocks.map((block, i) => <Laid key={i} block={block} document={document} township={township} />)}
        </section>
      ))}
      <div class="signed">
        {document.signatures.map((one) => (
          <p key={one}>{one}</p>
        ))}
        {document.date && <p>{document.date}</p>}
      </div>
    </article>
  );
}

interface Within {
  document: ReportDocument;
  township: string;
}

function Laid({ block, ...within }: Within & { block: Block }) {
  const runs = block.runs.map((run, i) => <Part key={i} run={run} {...within} />);
  if (block.level === 1) return <h3>{runs}</h3>;
  if (block.level === 2) return <h4>{runs}</h4>;
  if (block.level === 3) return <h5>{runs}</h5>;
  return <p>{runs}</p>;
}

function Part({ run, ...within }: Within & { run: Run }) {
  if (run.kind === "number") return <Bound run={run} {...within} />;
  if (run.kind === "emphasis") return <b>{run.text}</b>;
  return <>{run.text}</>;
}

/** A number: what stands behind it is one step away; a number without anything behind it is told. */
function Bound({ run, document, township }: Within & { run: Run }) {
  const { map } = useIndicators();
  const { reference, text } = run;
  if (!reference) return <Unsupported text={text} />;
  const row = document.figures.find((one) => one.reference === reference);
  const indicator = map.get(reference);
  const name = row?.name ?? (indicator ? nameOf(indicator) : reference);
  if (run.support === "gap" || text === "") {
    return (
      <a class="bound gap" href={address(["r", township, "figures", reference], { year: year.value })} aria-label={t(`${missingWord()}：${name}没有数`, `${missingWord()}: no value of ${name}`)}>
        {missingWord()}
      </a>
    );
  }
  if (run.support !== "supported" || !row?.sources) return <Unsupported text={text} />;
  return (
    <a class="bound" data-number={reference} href={here({ open: `figure:${township}:${reference}` })} aria-label={t(`${text}${row.unit}，${name}，看来源`, `${text} ${row.unit}, ${name}: see what it is made of`)}>
      {text}
    </a>
  );
}

function Unsupported({ text }: { text: string }) {
  const said = t("手工填写，台账无依据", "typed: nothing in the ledger supports it");
  return (
    <span class="bound unsupported" title={said}>
      {text}
      <span class="visually-hidden">（{said}）</span>
    </span>
  );
}

/** The numbers of the report, each with the records that it comes from. */
export function FigureTable({ document, township }: Within) {
  if (document.figures.length === 0) return null;
  return (
    <details class="card">
      <summary>
        {t("正文所用的数", "Figures in the text")} <small>{document.figures.length}</small>
      </summary>
      <ul class="lines against">
        {document.figures.map((row) => (
          <li key={row.reference}>
            <span class="grow">
              {row.name}
              {row.remark && <small> {row.remark}</small>}
            </span>
            {row.sources ? <a class="number" href={here({ open: `figure:${township}:${row.reference}` })}>{row.value}</a> : <span class="number">{row.value}</span>}
            <span class="quiet">{row.unit}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
