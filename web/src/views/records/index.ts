// Lists, records, their history, and the forms: loaded together.
export { EditRecord, NewRecord } from "./form-views.tsx";
export { HistoryPage } from "./history.tsx";
export { List } from "./list.tsx";
export { PartiesForm } from "./parties-form.tsx";
export { RecordPage } from "./record.tsx";
