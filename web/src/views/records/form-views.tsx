// The views with a form: a new record, and a record to be changed.
import { useEffect, useState } from "preact/hooks";
import { ApiProblem } from "../../api/problems.ts";
import { readOnce } from "../../api/query.ts";
import { isTownship, useChildren } from "../../api/reference.ts";
import { type Forms, resourceNamed } from "../../contract/contract.ts";
import { loadForms } from "../../contract/forms.ts";
import { type AnyRecord, mainDate, titleOf } from "../../contract/records.ts";
import { RecordForm } from "../../forms/form.tsx";
import { usualFields } from "../../forms/layout.ts";
import { recordOf } from "../../forms/send.ts";
import { type Typed, typedFrom } from "../../forms/values.ts";
import { address, here, route } from "../../route.ts";
import { canDo } from "../../session/session.ts";
import { labelOf, t } from "../../text/language.ts";
import { Empty, Heading, Loading, ProblemNotice } from "../../widgets/states.tsx";
import { region } from "../region.ts";

const EARLIER = 20;

interface Ready {
  forms: Forms;
  usual: Set<string> | null;
  initial: Typed;
  base?: { etag: string; record: AnyRecord };
}

/** Loads what a form needs before it is drawn, so that nothing jumps while somebody types. */
function useReady(load: () => Promise<Ready>, key: string): { ready: Ready | null; problem: ApiProblem | null } {
  const [state, setState] = useState<{ ready: Ready | null; problem: ApiProblem | null }>({ ready: null, problem: null });
  useEffect(() => {
    let stale = false;
    setState({ ready: null, problem: null });
    load().then(
      (ready) => !stale && setState({ ready, problem: null }),
      (error) => !stale && setState({ ready: null, problem: error instanceof ApiProblem ? error : new ApiProblem({ code: "internal", detail: String(error) }) }),
    );
    return () => {
      stale = true;
    };
  }, [key]);
  return state;
}

/** The fields that this township fills in for this kind; null where nothing is known of it. */
async function usualOf(name: string, township: string, kind: string | undefined): Promise<Set<string> | null> {
  try {
    const query = { township, limit: EARLIER, ...(kind && { kind }) };
    const { data } = await readOnce(`/api/v1/${name}` as "/api/v1/cases", { query });
    return data!.items.length > 0 ? usualFields(data!.items as unknown as AnyRecord[]) : null;
  } catch {
    return null;
  }
}

export function NewRecord() {
  const name = route.value.path[0]!;
  const resource = resourceNamed(name)!;
  const { township = "", kind, copy } = route.value.query;
  const at = address(route.value.path, route.value.query);
  const title = kind ? `${labelOf(resource)} · ${labelOf(resource.kinds.find(({ code }) => code === kind) ?? { zh: kind, en: kind })}` : labelOf(resource);
  const needsKind = resource.kinds.length > 0 && !kind && !copy;
  const { ready, problem } = useReady(async () => {
    const forms = await loadForms();
    const { fields } = forms.resources[name]!;
    const given = copy ? copied((await recordOf(name, copy)).record, fields) : route.value.query;
    const initial = typedFrom(fields, { ...emptyOf(fields), ...given, township_code: township });
    return { forms, usual: await usualOf(name, township, kind), initial };
  }, at);

  if (!isTownship(township)) return <ChooseTownship name={name} />;
  if (!canDo(resource.create, township)) {
    return (
      <>
        <Heading name={title}>{title}</Heading>
        <Empty>{t("您的角色不能在这里登记：需要该乡镇的经办人或负责人。", "Your role may not enter records here: a clerk or head of the township is needed.")}</Empty>
      </>
    );
  }
  return (
    <>
      <div class="head">
        <Heading name={t(`登记${title}`, `Enter: ${title}`)}>{t(`登记${title}`, `Enter: ${title}`)}</Heading>
      </div>
      {needsKind ? (
        <ul class="kinds">
          {resource.kinds.map((one) => (
            <li key={one.code}>
              <a class="button" href={here({ kind: one.code })}>
                {labelOf(one)}
              </a>
            </li>
          ))}
        </ul>
      ) : problem ? (
        <ProblemNotice problem={problem} />
      ) : !ready ? (
        <Loading />
      ) : (
        <RecordForm key={at} name={name} fields={ready.forms.resources[name]!.fields} township={township} mainDate={dateOf(ready.forms, name)} usual={ready.usual} initial={ready.initial} at={at} title={t(`登记${title}`, `Enter: ${title}`)} />
      )}
    </>
  );
}

export function EditRecord() {
  const [name = "", id = ""] = route.value.path;
  const resource = resourceNamed(name)!;
  const at = address(route.value.path);
  const { ready, problem } = useReady(async () => {
    const forms = await loadForms();
    const base = await recordOf(name, id);
    const filled = Object.keys(base.record).filter((field) => base.record[field] !== null);
    return { forms, base, usual: new Set(filled), initial: typedFrom(forms.resources[name]!.fields, base.record) };
  }, at);
  const title = t(`修改${labelOf(resource)}`, `Change: ${labelOf(resource)}`);
  if (problem) return <ProblemNotice problem={problem} />;
  if (!ready) return <Loading />;
  const { record } = ready.base!;
  if (!canDo(resource.patch, record.township_code) || record.voided_at) {
    return (
      <>
        <Heading name={title}>{title}</Heading>
        <Empty>
          {record.voided_at ? t("这条记录已作废，不能修改。", "This record is voided and cannot be changed.") : t("您的角色不能修改这条记录。", "Your role may not change this record.")}{" "}
          <a href={address([name, id])}>{t("看记录", "See it")}</a>
        </Empty>
      </>
    );
  }
  return (
    <>
      <div class="head">
        <Heading name={`${title} · ${titleOf(record)}`}>{`${title}：${titleOf(record)}`}</Heading>
      </div>
      <RecordForm key={at} name={name} fields={ready.forms.resources[name]!.fields} township={record.township_code} mainDate={dateOf(ready.forms, name)} usual={ready.usual} initial={ready.initial} base={ready.base} at={at} title={`${title} · ${titleOf(record)}`} />
    </>
  );
}

function dateOf(forms: Forms, name: string): string | undefined {
  return mainDate(forms.resources[name]!.filters, forms.enums);
}

type Fields = Forms["resources"][string]["fields"];

/** Values that the service would put where nothing is said. */
function emptyOf(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(fields.filter((field) => field.default !== undefined && field.kind === "boolean").map((field) => [field.name, field.default]));
}

/** A record to be entered again: without days and numbers, which are never the same. */
function copied(record: AnyRecord, fields: Fields): Record<string, unknown> {
  const fresh = new Set(["date", "integer", "decimal", "rows", "id"]);
  return Object.fromEntries(fields.filter((field) => !field.readOnly && !fresh.has(field.kind) && field.name !== "external_ref").map((field) => [field.name, record[field.name]]));
}

/** A form is of one township: whoever sees several says which. */
function ChooseTownship({ name }: { name: string }) {
  const resource = resourceNamed(name)!;
  const children = useChildren(region.value.length === 6 ? region.value : null) ?? [];
  const mine = children.filter(({ code }) => canDo(resource.create, code));
  const title = t(`登记${labelOf(resource)}`, `Enter: ${labelOf(resource)}`);
  return (
    <>
      <div class="head">
        <Heading name={title}>{title}</Heading>
      </div>
      {mine.length === 0 ? (
        <Empty>{t("没有您可以登记的乡镇。", "No township in which you may enter records.")}</Empty>
      ) : (
        <ul class="kinds">
          {mine.map(({ code, name: own }) => (
            <li key={code}>
              <a class="button" href={here({ township: code })}>
                {own}
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
