// The list of a resource: filters as the contract has them, columns from its fields.
import { useEffect, useState } from "preact/hooks";
import { type Params, readOnce, useQuery } from "../../api/query.ts";
import { isTownship, useRegion, useTownships } from "../../api/reference.ts";
import { type Field, resourceNamed } from "../../contract/contract.ts";
import { useForms } from "../../contract/forms.ts";
import { type AnyRecord, columnsOf, mainDate, titleField, titleOf } from "../../contract/records.ts";
import { unitOf } from "../../forms/help.ts";
import { address, route } from "../../route.ts";
import { canDo } from "../../session/session.ts";
import { beijingInstant } from "../../text/dates.ts";
import { labelOf, t } from "../../text/language.ts";
import { countOf } from "../../text/words.ts";
import { saveCsv } from "../../widgets/export.ts";
import { Menu } from "../../widgets/menu.tsx";
import { useNarrow } from "../../widgets/narrow.ts";
import { Empty, Heading, Shown } from "../../widgets/states.tsx";
import { year } from "../region.ts";
import { Filters, isFilter } from "./filters.tsx";
import { useTableFile } from "../table-file.tsx";
import { useNames } from "../../contract/names.tsx";

const PAGE = 50;

interface Page {
  items: AnyRecord[];
  page: { next_cursor: string | null; total: number | null; total_is_exact: boolean | null };
}

export function List() {
  const [, region = "", name = ""] = route.value.path;
  const resource = resourceNamed(name)!;
  const forms = useForms();
  const filters = forms?.resources[name]?.filters ?? [];
  const { query } = route.value;
  const asked = Object.fromEntries(Object.entries(query).filter(([key]) => filters.some((filter) => filter.name === key && isFilter(filter))));
  const params: Params = { query: { ...asked, region, year: query.year === "all" ? undefined : year.value, limit: PAGE, count: "exact" } };
  const entry = useQuery(`/api/v1/${name}` as "/api/v1/cases", forms ? params : null);
  const [more, setMore] = useState<Page[]>([]);
  useEffect(() => setMore([]), [entry.data]);
  const names = useNames(region);
  const townships = useTownships(region);
  const title = `${labelOf(resource)} · ${useRegion(region)?.name ?? region} · ${year.value}`;
  const narrow = useNarrow();
  const mayEnter = isTownship(region) && canDo(resource.create, region);
  const source = `/api/v1/${name}?${new URLSearchParams({ ...asked, region, ...(query.year !== "all" && { year: String(year.value) }) })}`;
  const workbook = useTableFile(title, source);
  if (!forms) return null;
  const { fields } = forms.resources[name]!;
  const columns = columnsOf(fields, mainDate(filters, forms.enums));
  const enter = address([name, "new"], { township: region, kind: query.kind?.includes(",") ? undefined : query.kind });
  const filtered = Object.keys(asked).some((key) => key !== "sort");

  return (
    <>
      <div class="head">
        <Heading name={title}>{title}</Heading>
        <div class="actions">
          {mayEnter && (
            <a class="button primary" href={enter}>
              {t("登记", "Enter")}
            </a>
          )}
        </div>
      </div>
      <Filters filters={filters} region={region} />
      <Shown of={entry}>
        {(data) => {
          const pages = [data as unknown as Page, ...more];
          const items = pages.flatMap((page) => page.items);
          const next = pages.at(-1)!.page.next_cursor;
          const total = pages[0]!.page.total;
          const readOn = async () => {
            const { data: page } = await readOnce(`/api/v1/${name}` as "/api/v1/cases", { query: { ...params.query, cursor: next! } }, true);
            setMore([...more, page as unknown as Page]);
          };
          if (items.length === 0 && !next) {
            return (
              <Empty>
                {filtered ? (
                  <>
                    {t("没有符合筛选的记录。", "Nothing matches.")} <a href={address(route.value.path, { year: year.value })}>{t("清除筛选", "Clear filters")}</a>
                  </>
                ) : (
                  <>
                    {t(`${year.value}年还没有${labelOf(resource)}记录。`, `No ${labelOf(resource)} of ${year.value} yet.`)} {mayEnter && <a href={enter}>{t("登记第一条", "Enter the first")}</a>}
                  </>
                )}
              </Empty>
            );
          }
          return (
            <>
              <p class="head secondary count">
                <span>{total !== null && countOf(total)}</span>
                <span role="status">{workbook.said}</span>
                <Menu label={t("导出", "Export")}>
                  <button onClick={workbook.save}>{t("Excel（全部）", "Excel (all of them)")}</button>
                  <button
                    onClick={() =>
                      saveCsv({ title, source, asOf: new Date(entry.at).toISOString() }, [
                        [t("乡镇", "Township"), ...fields.map(labelOf)],
                        ...items.map((record) => [townships.get(record.township_code) ?? record.township_code, ...fields.map((field) => names.text(field, record[field.name]))]),
                      ])
                    }
                  >
                    {t(`CSV（已显示的${items.length}条）`, `CSV (the ${items.length} shown)`)}
                  </button>
                  <button onClick={() => print()}>{t("打印", "Print")}</button>
                </Menu>
              </p>
              {narrow ? (
                <Cards items={items} columns={columns} fields={fields} names={names} townships={isTownship(region) ? null : townships} resource={name} />
              ) : (
                <div class="frame" tabIndex={0} role="region" aria-label={title}>
                  <Table items={items} columns={columns} fields={fields} names={names} townships={isTownship(region) ? null : townships} resource={name} />
                </div>
              )}
              {next && (
                <p style={{ padding: "12px 0" }}>
                  <button onClick={readOn}>{t(`再显示${PAGE}条`, `Show ${PAGE} more`)}</button>
                </p>
              )}
            </>
          );
        }}
      </Shown>
    </>
  );
}

interface TableProps {
  items: AnyRecord[];
  columns: Field[];
  fields: Field[];
  names: ReturnType<typeof useNames>;
  townships: Map<string, string> | null;
  resource: string;
}

function Table({ items, columns, fields, names, townships, resource }: TableProps) {
  const title = titleField(fields)?.name;
  const [openedAt] = useState(Date.now());
  return (
    <table class="table">
      <thead>
        <tr>
          {columns.map((field) => (
            <th key={field.name} scope="col" class={isNumber(field) ? "number" : undefined}>
              {labelOf(field)}
              {unitOf(field) && <small> {unitOf(field)}</small>}
            </th>
          ))}
          {townships && <th scope="col">{t("乡镇", "Township")}</th>}
          <th scope="col">{t("更新", "Changed")}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((record) => (
          <tr key={record.id} class={record.voided_at ? "voided" : Date.parse(record.updated_at) > openedAt ? "fresh" : undefined}>
            {columns.map((field) =>
              field.name === title ? (
                <td key={field.name}>
                  <a class="clamp" href={address([resource, record.id])}>
                    {names.text(field, record[field.name]) || titleOf(record)}
                  </a>
                </td>
              ) : (
                <td key={field.name} class={isNumber(field) ? "number" : field.kind === "date" ? "nowrap" : undefined}>
                  {names.text(field, record[field.name])}
                </td>
              ),
            )}
            {townships && <td class="nowrap">{townships.get(record.township_code) ?? record.township_code}</td>}
            <td class="nowrap quiet" title={record.updated_by}>
              {beijingInstant(record.updated_at).slice(0, 10)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** On phones: a record a line, its title first. */
function Cards({ items, columns, fields, names, townships, resource }: TableProps) {
  const title = titleField(fields);
  return (
    <ul class="card lines">
      {items.map((record) => (
        <li key={record.id}>
          <a class="grow clamp" href={address([resource, record.id])}>
            {(title && names.text(title, record[title.name])) || titleOf(record)}
          </a>
          <small style={{ flexBasis: "100%" }}>
            {[
              record.voided_at && t("已作废", "voided"),
              ...columns.filter((field) => field !== title).map((field) => withUnit(field, names.text(field, record[field.name]))),
              townships?.get(record.township_code),
            ]
              .filter(Boolean)
              .join(" · ")}
          </small>
        </li>
      ))}
    </ul>
  );
}

function withUnit(field: Field, text: string): string {
  return text && field.unit ? `${text} ${field.unit}` : text;
}

function isNumber(field: Field): boolean {
  return field.kind === "integer" || field.kind === "decimal";
}
