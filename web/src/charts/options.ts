// What a chart shows, without how it is drawn. Pure.

export interface Series {
  name: string;
  values: (number | null)[];
  /** Last year's, drawn thin beside. */
  quiet?: boolean;
  /** A stock holds until the next observation. */
  steps?: boolean;
}

export interface ChartData {
  title: string;
  unit: string;
  categories: string[];
  series: Series[];
  kind: "bar" | "line";
}

const LIGHT = ["#1f5fbf", "#b35c00", "#1b7f79", "#8e3b8f", "#5b6673", "#9a7b00"];
const DARK = ["#7fb0ff", "#f0a35e", "#5fc7bf", "#d79ad8", "#a7b0bd", "#d9be55"];
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "roundRect", "emptyCircle"];
const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3], [2, 2], [12, 4]];
/** So many names fit side by side; more are turned. */
const NAMES_FLAT = 12;

interface Looks {
  dark: boolean;
  decals: boolean;
  font: string;
}

export function chartOption(data: ChartData, looks: Looks): Record<string, unknown> {
  const ink = looks.dark ? "#b3bac5" : "#4a5260";
  const line = looks.dark ? "#2c323b" : "#dde1e7";
  const colours = looks.dark ? DARK : LIGHT;
  const label = { color: ink, fontFamily: looks.font };
  return {
    animation: false,
    color: colours,
    textStyle: { fontFamily: looks.font },
    // Its own description reads like a list of numbers; the page has a sentence and the table.
    aria: { enabled: looks.decals, label: { enabled: false }, decal: { show: looks.decals } },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    legend: data.series.length > 1 ? { type: "plain", top: 0, left: 0, textStyle: label } : undefined,
    grid: { left: 8, right: 24, top: data.series.length > 1 ? 56 : 28, bottom: 8, containLabel: true },
    xAxis: {
      type: "category",
      data: data.categories,
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      axisLabel: { ...label, interval: 0, rotate: data.categories.length > NAMES_FLAT ? 45 : 0 },
    },
    yAxis: {
      type: "value",
      name: data.unit,
      nameTextStyle: { ...label, align: "left" },
      min: data.kind === "bar" ? 0 : undefined,
      minInterval: 1,
      axisLabel: label,
      splitLine: { lineStyle: { color: line } },
    },
    series: data.series.map((series, i) => oneSeries(series, i, data.kind, ink)),
  };
}

function oneSeries(series: Series, i: number, kind: ChartData["kind"], ink: string): object {
  if (kind === "bar") {
    return {
      type: "bar",
      name: series.name,
      data: series.values,
      barMaxWidth: 28,
      barGap: "10%",
      ...(series.quiet && { itemStyle: { color: "transparent", borderColor: ink, borderWidth: 1 } }),
    };
  }
  return {
    type: "line",
    name: series.name,
    data: series.values,
    // A year without a value is a gap, never a line across it.
    connectNulls: false,
    step: series.steps ? "end" : false,
    symbol: SYMBOLS[i % SYMBOLS.length],
    symbolSize: 8,
    lineStyle: { width: 2, type: DASHES[i % DASHES.length] },
  };
}

/** What the chart says, in one sentence, for whoever does not see it. */
export function chartSentence(data: ChartData, gap: string): string {
  return data.series
    .map(({ name, values }) => `${name}：${data.categories.map((category, i) => `${category} ${values[i] ?? gap}`).join("、")}`)
    .join("；");
}
