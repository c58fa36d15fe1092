// A chart with its table below: the same numbers, both to be taken away.
import { useEffect, useRef, useState } from "preact/hooks";
import { grouped } from "../text/numbers.ts";
import { t } from "../text/language.ts";
import { missingWord } from "../text/words.ts";
import { digestOf, type Origin, originLines, saveCsv, saveFile, toCsv } from "../widgets/export.ts";
import { Menu } from "../widgets/menu.tsx";
import { chartOption, chartSentence, type ChartData } from "./options.ts";

type Echarts = typeof import("./echarts.ts").echarts;
type Instance = ReturnType<Echarts["init"]>;

const HEIGHT = 400;

function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function looks(dark = isDark()) {
  const decals = matchMedia("(forced-colors: active)").matches || matchMedia("print").matches;
  return { dark, decals, font: getComputedStyle(document.documentElement).fontFamily };
}

/** The chart's own way to empty its elements is to set innerHTML, which Trusted Types refuse. */
function emptiedWithoutMarkup(root: HTMLElement): void {
  for (const element of [root, ...root.querySelectorAll("div, svg")]) {
    Object.defineProperty(element, "innerHTML", { set: () => element.replaceChildren() });
  }
}

export function Chart({ data, origin }: { data: ChartData; origin: Origin }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Instance | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    let gone = false;
    const dom = box.current!;
    const drawn = new ResizeObserver(() => chart.current?.resize());
    import("./echarts.ts").then(
      ({ echarts }) => {
        if (gone) return;
        chart.current = echarts.init(dom, undefined, { renderer: "svg" });
        chart.current.setOption(chartOption(data, looks()));
        drawn.observe(dom);
      },
      () => setFailed(true),
    );
    return () => {
      gone = true;
      drawn.disconnect();
      if (chart.current) {
        emptiedWithoutMarkup(dom);
        chart.current.dispose();
      }
      chart.current = null;
    };
  }, []);

  const json = JSON.stringify(data);
  useEffect(() => {
    chart.current?.setOption(chartOption(data, looks()), { notMerge: true });
  }, [json]);

  return (
    <figure class="card">
      <div class="head">
        <h2>
          {data.title} <small>{data.unit}</small>
        </h2>
        <div class="actions">
          <Menu label={t("导出", "Export")}>
            <button onClick={() => void saveImage(data, origin, "svg")}>SVG</button>
            <button onClick={() => void saveImage(data, origin, "png")}>PNG</button>
            <button onClick={() => saveCsv(origin, tableOf(data))}>CSV</button>
          </Menu>
        </div>
      </div>
      <div class="body chart">
        {failed ? (
          <p class="quiet">{t("图没有读到，数在下表。", "The chart could not be loaded; the numbers are below.")}</p>
        ) : (
          <div ref={box} role="img" aria-label={chartSentence(data, missingWord())} />
        )}
      </div>
      <NumbersTable data={data} />
    </figure>
  );
}

function tableOf(data: ChartData): (string | number | null)[][] {
  return [["", ...data.series.map(({ name }) => name)], ...data.categories.map((category, i) => [category, ...data.series.map(({ values }) => values[i] ?? missingWord())])];
}

function NumbersTable({ data }: { data: ChartData }) {
  return (
    <details class="body">
      <summary>{t("表", "Table")}</summary>
      <div class="frame" tabIndex={0} role="region" aria-label={data.title}>
        <table class="table narrow-figures">
          <thead>
            <tr>
              <th scope="col">{data.unit}</th>
              {data.series.map(({ name }) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.categories.map((category, i) => (
              <tr key={category}>
                <th scope="row">{category}</th>
                {data.series.map(({ name, values }) => {
                  const value = values[i] ?? null;
                  return (
                    <td key={name} class={value === null ? "missing" : undefined}>
                      {value === null ? missingWord() : grouped(value)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

const SCALE = 2;
const WIDTH = 1200;
const LINE = 18;

/** The chart as a file of its own: on white, with what a reader has to know below. */
async function saveImage(data: ChartData, origin: Origin, type: "svg" | "png"): Promise<void> {
  const { echarts } = await import("./echarts.ts");
  const chart = echarts.init(null, undefined, { renderer: "svg", ssr: true, width: WIDTH, height: HEIGHT });
  // Names of fonts in quotes would end the attribute that they stand in.
  chart.setOption(chartOption(data, { ...looks(false), font: "sans-serif" }));
  const drawn = chart.renderToSVGString();
  chart.dispose();
  const svg = withFoot(drawn, origin, originLines(origin, digestOf(toCsv(tableOf(data)))));
  const blob = new Blob([svg.text], { type: "image/svg+xml" });
  if (type === "svg") saveFile(`${origin.title}.svg`, blob);
  else saveFile(`${origin.title}.png`, await toPng(blob, WIDTH, svg.height));
}

function withFoot(svg: string, origin: Origin, lines: string[]): { text: string; height: number } {
  const height = HEIGHT + 40 + lines.length * LINE + 12;
  const escape = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  const inner = svg.replace(/^<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  const foot = lines.map((line, i) => `<text x="16" y="${HEIGHT + 56 + i * LINE}" font-size="12" fill="#4a5260">${escape(line)}</text>`).join("");
  const text =
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif">` +
    `<rect width="100%" height="100%" fill="#ffffff"/><text x="16" y="26" font-size="18" font-weight="600" fill="#16191d">${escape(origin.title)}</text>` +
    `<g transform="translate(0 40)">${inner}</g>${foot}</svg>`;
  return { text, height };
}

async function toPng(svg: Blob, width: number, height: number): Promise<Blob> {
  const url = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * SCALE;
    canvas.height = height * SCALE;
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no image"))), "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}
