// The views of reports, loaded together.
export { CheckText } from "./check-text.tsx";
export { NewReport, ReportOfYear, ReportPage } from "./report.tsx";
