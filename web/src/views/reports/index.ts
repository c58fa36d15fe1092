// The views of reports, loaded together.
export { NewReport, ReportOfYear, ReportPage } from "./report.tsx";
