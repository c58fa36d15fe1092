// The views of reports, loaded together.
export { CheckText } from "./check-text.tsx";
export { CountyReports } from "./county-reports.tsx";
export { NewReport, ReportOfYear, ReportPage } from "./report.tsx";
