// One record: its fields by groups, its course, and what may be done with it.
import { useState } from "preact/hooks";
import { DELETE, POST, reasonHeader } from "../../api/client.ts";
import { refresh, useQuery } from "../../api/query.ts";
import { useRegion } from "../../api/reference.ts";
import { type Field, resourceNamed } from "../../contract/contract.ts";
import { useForms } from "../../contract/forms.ts";
import { type AnyRecord, titleField, titleOf } from "../../contract/records.ts";
import { address, route } from "../../route.ts";
import { canDo, may } from "../../session/session.ts";
import { randomText } from "../../session/sha256.ts";
import { beijingInstant } from "../../text/dates.ts";
import { labelOf, t } from "../../text/language.ts";
import { ReasonDialog } from "../../widgets/dialog.tsx";
import { Heading, Shown } from "../../widgets/states.tsx";
import { Shown as ShownValue, useNames } from "../../contract/names.tsx";
import { Parties } from "./parties.tsx";

/** Told in the line below the title, and by the history. */
const ABOUT_THE_RECORD = new Set(["id", "version", "created_at", "created_by", "updated_at", "updated_by", "voided_at", "voided_by", "void_reason", "warnings", "township_code", "year"]);

export function RecordPage() {
  const [name = "", id = ""] = route.value.path;
  const entry = useQuery(`/api/v1/${name}/{id}` as "/api/v1/cases/{id}", { path: { id } });
  return <Shown of={entry}>{(data) => <OneRecord name={name} record={data as unknown as AnyRecord} etag={entry.etag!} saved={route.value.query.saved === "1"} />}</Shown>;
}

function OneRecord({ name, record, etag, saved }: { name: string; record: AnyRecord; etag: string; saved: boolean }) {
  const resource = resourceNamed(name)!;
  const forms = useForms();
  const names = useNames(record.township_code);
  const township = useRegion(record.township_code);
  const [asking, setAsking] = useState<"void" | "restore" | null>(null);
  if (!forms) return null;
  const { fields } = forms.resources[name]!;
  const main = titleField(fields);
  const title = main ? names.text(main, record[main.name]) || titleOf(record) : titleOf(record);
  const at = record.township_code;
  const mayChange = canDo(resource.patch, at);
  const shown = fields.filter((field) => !ABOUT_THE_RECORD.has(field.name) && field !== main && !(field.when && isEmpty(record[field.name])));
  const groups = groupsOf(shown.filter(({ kind }) => kind !== "rows"));

  async function change(reason: string) {
    const path = { id: record.id };
    const headers = { "Idempotency-Key": randomText(), "If-Match": etag, ...reasonHeader(reason) };
    const params = { path, header: { "If-Match": etag } };
    if (asking === "void") await DELETE(`/api/v1/${name}/{id}` as "/api/v1/cases/{id}", { params, headers });
    else await POST(`/api/v1/${name}/{id}:restore` as "/api/v1/cases/{id}:restore", { params, headers });
    setAsking(null);
    refresh((path) => path.includes(name) || /figures|progress|checks|deadlines/.test(path));
  }

  return (
    <article>
      <div class="head">
        <Heading name={`${title} · ${labelOf(resource)}`}>{title}</Heading>
        <div class="actions">
          {mayChange && !record.voided_at && (
            <>
              <a class="button primary" href={address([name, record.id, "edit"])}>
                {t("修改", "Change")}
              </a>
              <a class="button" href={address([name, "new"], { township: at, copy: record.id, kind: record.kind as string })}>
                {t("照此再登", "Copy")}
              </a>
              <button onClick={() => setAsking("void")}>{t("作废…", "Void…")}</button>
            </>
          )}
          {mayChange && record.voided_at && resource.restore && <button onClick={() => setAsking("restore")}>{t("恢复…", "Restore…")}</button>}
          {resource.history && may("read_trail", at) && (
            <a class="button" href={address([name, record.id, "history"])}>
              {t("历史", "History")}
            </a>
          )}
        </div>
        <p>
          <a href={address(["r", at, name], { year: record.year })}>{labelOf(resource)}</a> · {township?.name ?? at} · {record.year}
          {" · "}
          {t(`第${record.version}版，${record.updated_by} ${beijingInstant(record.updated_at)}`, `version ${record.version}, ${record.updated_by} ${beijingInstant(record.updated_at)}`)}
        </p>
      </div>
      {saved && (
        <p class="notice ok" role="status">
          {t("已保存。", "Saved.")}
          {mayChange && <a href={address([name, "new"], { township: at, kind: record.kind as string })}>{t("再登一条", "Enter another")}</a>}
          <a href={address(["r", at])}>{t("回首页", "Home")}</a>
        </p>
      )}
      {record.voided_at && (
        <p class="notice warn">
          {t(`已作废：${record.voided_by} ${beijingInstant(record.voided_at)}。理由：${record.void_reason ?? "—"}`, `Voided by ${record.voided_by} ${beijingInstant(record.voided_at)}: ${record.void_reason ?? "—"}`)}
        </p>
      )}
      <div class="stack">
        <div class="card groups">
        {groups.map(([group, own]) => (
          <section key={group}>
            <h2>{group}</h2>
            <dl class="body pairs">
              {own.map((field) => (
                <div key={field.name} class={field.multiline ? "long" : undefined}>
                  <dt>{labelOf(field)}</dt>
                  <dd>
                    <ShownValue field={field} value={record[field.name]} names={names} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        </div>
        {shown
          .filter((field) => field.kind === "rows" && !isEmpty(record[field.name]))
          .map((field) => (
            <Course key={field.name} field={field} rows={record[field.name] as Record<string, unknown>[]} names={names} />
          ))}
        {name === "cases" && <Parties record={record} />}
      </div>
      {asking && (
        <ReasonDialog
          title={asking === "void" ? t("作废这条记录", "Void this record") : t("恢复这条记录", "Restore this record")}
          text={asking === "void" ? t("作废后不再计入任何数据，记录和历史仍在。", "It then counts nowhere; record and history stay.") : undefined}
          action={asking === "void" ? t("作废", "Void") : t("恢复", "Restore")}
          danger={asking === "void"}
          onClose={() => setAsking(null)}
          onReason={change}
        />
      )}
    </article>
  );
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** Fields under the names of their groups, in the order of the contract. */
function groupsOf(fields: Field[]): [string, Field[]][] {
  const groups = new Map<string, Field[]>();
  for (const field of fields) {
    const name = field.group ? labelOf(field.group) : t("其他", "Other");
    groups.set(name, [...(groups.get(name) ?? []), field]);
  }
  return [...groups];
}

/** Events, steps or tasks, one below the other, with their day before them. */
function Course({ field, rows, names }: { field: Field; rows: Record<string, unknown>[]; names: ReturnType<typeof useNames> }) {
  const inner = field.fields!.filter(({ kind }) => kind !== "id");
  const day = inner.find(({ kind, required }) => kind === "date" && required) ?? inner.find(({ kind }) => kind === "date");
  return (
    <section class="card">
      <h2>
        {labelOf(field)} <small>{rows.length}</small>
      </h2>
      <ol class="body course">
        {rows.map((row, i) => (
          <li key={(row.id as string) ?? i}>
            {day && <time>{(row[day.name] as string) ?? "—"}</time>}
            {inner
              .filter((one) => one !== day && !isEmpty(row[one.name]))
              .map((one, n) => (
                <span key={one.name}>
                  {n > 0 && " · "}
                  {one.kind === "date" && `${labelOf(one)} `}
                  <ShownValue field={one} value={row[one.name]} names={names} />
                </span>
              ))}
          </li>
        ))}
      </ol>
    </section>
  );
}
