// The views of figures, loaded together.
export { GroupChart } from "./group-chart.tsx";
export { Matrix } from "./matrix-view.tsx";
export { FigurePage } from "./panel.tsx";
export { Trends } from "./trends.tsx";
