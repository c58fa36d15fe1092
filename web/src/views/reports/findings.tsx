// What was found in a text: counts, the text with each number judged in its place, and what the ledger says of the one chosen.
import { useState } from "preact/hooks";
import { useQuery } from "../../api/query.ts";
import { address } from "../../route.ts";
import { language, t } from "../../text/language.ts";
import { grouped } from "../../text/numbers.ts";
import { shown } from "../../text/words.ts";
import { isDoubtful, piecesOf, type Reading, type Slip, type StatedFigure } from "./judged.ts";

interface Props {
  reading: Reading;
  text: string | null;
  township: string;
  year: number;
}

type Found = StatedFigure | Slip;

function isSlip(found: Found): found is Slip {
  return "rule" in found;
}

const STATUSES = ["match", "mismatch", "unsupported", "missing", "not_checked"];

function statusName(status: string): string {
  switch (status) {
    case "match":
      return t("相符", "agrees");
    case "mismatch":
      return t("不符", "differs");
    case "unsupported":
      return t("无依据", "not in the ledger");
    case "missing":
      return t("缺数", "number missing");
    case "not_checked":
      return t("未比对", "not compared");
    default:
      return status;
  }
}

const LOOK: Record<string, string> = { match: "ok", mismatch: "bad", unsupported: "warn", missing: "warn" };

export function Findings({ reading, text, township, year }: Props) {
  const { figures, slips } = reading;
  const doubtful: Found[] = [...figures.filter(isDoubtful), ...slips].sort((a, b) => a.offset - b.offset);
  const [chosen, setChosen] = useState<Found | null>(doubtful[0] ?? null);
  const figuresOf = useQuery("/api/v1/regions/{code}/figures", { path: { code: township }, query: { year } }).data;
  const inLedger = (figure: StatedFigure) => {
    const own = figuresOf && "items" in figuresOf ? figuresOf.items.find(({ indicator }) => indicator === figure.catalogue) : undefined;
    return own && `${shown(own)}${own.value === null ? "" : ` ${own.unit}`}`;
  };
  const step = (by: number) => {
    const at = chosen ? doubtful.indexOf(chosen) : -1;
    const next = doubtful[(Math.max(at, by > 0 ? -1 : 0) + by + doubtful.length) % doubtful.length]!;
    setChosen(next);
    document.getElementById(idOf(next))?.scrollIntoView({ block: "center" });
  };
  return (
    <>
      <div class="counts" role="status">
        {STATUSES.map((status) => ({ status, n: figures.filter((figure) => figure.status === status).length }))
          .filter(({ status, n }) => n > 0 || status === "match" || status === "mismatch")
          .map(({ status, n }) => (
            <span key={status} class={n > 0 ? LOOK[status] : undefined}>
              {statusName(status)} <b>{n}</b>
            </span>
          ))}
        <span class={slips.length > 0 ? "warn" : undefined}>
          {t("笔误", "slips")} <b>{slips.length}</b>
        </span>
        {doubtful.length > 1 && (
          <span class="actions">
            <button onClick={() => step(-1)}>{t("‹ 上一处", "‹ Before")}</button>
            <button onClick={() => step(1)}>{t("下一处 ›", "Next ›")}</button>
          </span>
        )}
      </div>
      <div class="review">
        {text === null ? (
          <Listed found={[...figures, ...slips].sort((a, b) => a.offset - b.offset)} chosen={chosen} onChoose={setChosen} />
        ) : (
          <Judged text={text} reading={reading} chosen={chosen} onChoose={setChosen} />
        )}
        {chosen && (
          <section class="card told" aria-live="polite" aria-label={t("台账怎么说", "What the ledger says")}>
            {isSlip(chosen) ? <SlipDetail slip={chosen} /> : <FigureDetail figure={chosen} ledger={inLedger(chosen)} township={township} year={year} />}
          </section>
        )}
      </div>
    </>
  );
}

function idOf(found: Found): string {
  return `${isSlip(found) ? "slip" : "figure"}-${found.offset}`;
}

interface Choosing {
  chosen: Found | null;
  onChoose: (found: Found) => void;
}

/** The text as it was pasted; what is judged in it can be chosen. */
function Judged({ text, reading, chosen, onChoose }: Choosing & { text: string; reading: Reading }) {
  const seen = new Set<Found>();
  return (
    <div class="sheet plain" lang="zh-CN">
      {piecesOf(text, reading).map(({ text: own, figure, slip }, i) => {
        const found = figure ?? slip;
        if (!found) return own;
        const first = !seen.has(found);
        seen.add(found);
        const said = [figure && statusName(figure.status), slip && t("笔误", "slip")].filter(Boolean).join(t("，", ", "));
        return (
          <button key={i} id={first ? idOf(found) : undefined} class={`judged ${figure?.status ?? ""} ${slip ? "slip" : ""}`} aria-pressed={chosen === found} onClick={() => onChoose(found)}>
            {own}
            <span class="visually-hidden">（{said}）</span>
          </button>
        );
      })}
    </div>
  );
}

/** Of a file only what was found in it is known. */
function Listed({ found, chosen, onChoose }: Choosing & { found: Found[] }) {
  return (
    <ul class="card lines">
      {found.map((one) => (
        <li key={idOf(one)}>
          <span class={`tag ${isSlip(one) ? "warn" : (LOOK[one.status] ?? "")}`}>{isSlip(one) ? t("笔误", "slip") : statusName(one.status)}</span>
          <button id={idOf(one)} class="plain grow" aria-pressed={chosen === one} onClick={() => onChoose(one)}>
            {one.phrase}
          </button>
        </li>
      ))}
      {found.length === 0 && <li class="quiet">{t("没有找到数，也没有笔误。", "Neither numbers nor slips were found.")}</li>}
    </ul>
  );
}

function SlipDetail({ slip }: { slip: Slip }) {
  return (
    <>
      <h2>{t("笔误", "Slip")}</h2>
      <dl class="body pairs">
        <Pair name={t("文中", "In the text")}>{slip.phrase}</Pair>
        <Pair name={t("说明", "Remark")}>{language.value === "zh" ? slip.message_zh : slip.message_en}</Pair>
      </dl>
    </>
  );
}

function FigureDetail({ figure, ledger, township, year }: { figure: StatedFigure; ledger: string | undefined; township: string; year: number }) {
  const value = Array.isArray(figure.value) ? figure.value.map(grouped).join("—") : figure.value === null ? "—" : grouped(figure.value);
  return (
    <>
      <h2>
        {figure.name} <span class={`tag ${LOOK[figure.status] ?? ""}`}>{statusName(figure.status)}</span>
      </h2>
      <dl class="body pairs">
        <Pair name={t("文中", "In the text")}>{`${figure.qualifier ?? ""}${value} ${figure.unit}`}</Pair>
        {figure.catalogue && <Pair name={t("台账", "Ledger")}>{ledger ?? "…"}</Pair>}
        <Pair name={t("原文", "Words")}>{figure.phrase}</Pair>
        {figure.notes.map((note) => (
          <Pair key={note.message_zh} name={t("说明", "Remark")}>
            {language.value === "zh" ? note.message_zh : note.message_en}
          </Pair>
        ))}
      </dl>
      {figure.catalogue ? (
        <p>
          <a href={address(["r", township, "figures", figure.catalogue], { year })} target="_blank" rel="noopener">
            {t("看台账的数和记录（新页）", "See the figure and its records (new tab)")}
          </a>
        </p>
      ) : (
        <p class="secondary">{t("台账没有这一指标，无从比对。", "The ledger has no such figure to compare with.")}</p>
      )}
    </>
  );
}

function Pair({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
