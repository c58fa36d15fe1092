// The history of a record: who changed what, when and why.
import { useState } from "preact/hooks";
import { type Params, readOnce, useQuery } from "../../api/query.ts";
import type { components } from "../../api/contract.d.ts";
import { useIndicators } from "../../api/reference.ts";
import { codeName, type Forms, resourceNamed } from "../../contract/contract.ts";
import { useForms } from "../../contract/forms.ts";
import { type AnyRecord, titleOf } from "../../contract/records.ts";
import { address, route } from "../../route.ts";
import { MANAGE_ACCESS, reachOf } from "../../session/session.ts";
import { beijingInstant } from "../../text/dates.ts";
import { labelOf, nameOf, t } from "../../text/language.ts";
import { Heading, Shown } from "../../widgets/states.tsx";
import { useNames } from "../../contract/names.tsx";

type Entry = components["schemas"]["HistoryEntry"];

type Token = Pick<components["schemas"]["Token"], "name" | "id" | "expires_at">;

/** The tokens of an account that are not revoked, as its history holds them. */
function tokensInWords(tokens: Token[] | null): string {
  const words = (tokens ?? []).map(({ name, id, expires_at }) => t(`${name} ${id}（${beijingInstant(expires_at)}失效）`, `${name} ${id} (expires ${beijingInstant(expires_at)})`));
  return words.join(t("；", "; ")) || "—";
}

/** The fields that changes are told by: a record's, or those of an account. */
function fieldsOf(name: string, forms: Forms | null) {
  return forms?.resources[name]?.fields ?? (name === "accounts" ? forms?.bodies.create_account : undefined) ?? [];
}

export function HistoryPage() {
  const [name = "", id = ""] = route.value.path;
  const { map } = useIndicators();
  const record = useQuery(`/api/v1/${name}/{id}` as "/api/v1/cases/{id}", { path: { id } }).data as unknown as AnyRecord | undefined;
  const params: Params = { path: { id }, query: { limit: 50 } };
  const entry = useQuery(`/api/v1/${name}/{id}/history` as "/api/v1/cases/{id}/history", params);
  const [more, setMore] = useState<{ items: Entry[]; next: string | null } | null>(null);
  const title = record ? titleOf(record, (code) => (map.has(code) ? nameOf(map.get(code)!) : code)) : labelOf(resourceNamed(name) ?? { zh: "", en: "" });
  return (
    <>
      <div class="head">
        <Heading name={t(`历史 · ${title}`, `History · ${title}`)}>{t(`历史：${title}`, `History: ${title}`)}</Heading>
        <a href={address([name, id])}>{name === "accounts" ? t("回账号", "Back to the account") : t("回记录", "Back to the record")}</a>
      </div>
      <Shown of={entry}>
        {(data) => {
          const items = [...data.items, ...(more?.items ?? [])];
          const next = more ? more.next : data.page.next_cursor;
          const readOn = async () => {
            const page = await readOnce(`/api/v1/${name}/{id}/history` as "/api/v1/cases/{id}/history", { ...params, query: { ...params.query, cursor: next! } }, true);
            setMore({ items: [...(more?.items ?? []), ...page.data!.items], next: page.data!.page.next_cursor });
          };
          return (
            <section class="card">
              <ol class="body course">
                {items.map((item) => (
                  <Change key={item.version + item.at} entry={item} name={name} region={record?.township_code ?? reachOf(MANAGE_ACCESS) ?? ""} />
                ))}
              </ol>
              {next && <button onClick={readOn}>{t("更早的", "Earlier ones")}</button>}
            </section>
          );
        }}
      </Shown>
    </>
  );
}

function Change({ entry, name, region }: { entry: Entry; name: string; region: string }) {
  const forms = useForms();
  const names = useNames(region);
  const field = (code: string) => fieldsOf(name, forms).find((one) => one.name === code);
  const word = (code: string, value: unknown) => {
    if (name === "accounts" && code === "tokens") return tokensInWords(value as Token[] | null);
    const of = field(code);
    const text = of ? names.text(of, value) : typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
    return text || "—";
  };
  const created = entry.action === "created";
  const changes = (entry.changes ?? []).filter(({ field: code, after, before }) => !["version", "updated_at", "updated_by"].includes(code) && !(created && after === null && before === null));
  return (
    <li>
      <time>{beijingInstant(entry.at)}</time>
      <b>{codeName("actions", entry.action)}</b> · {t(`第${entry.version}版`, `version ${entry.version}`)} · {entry.actor}
      {entry.reason && <p class="secondary">{t(`理由：${entry.reason}`, `Reason: ${entry.reason}`)}</p>}
      {changes.length > 0 && (
        <details open={!created}>
          <summary class="quiet">{t(`${changes.length}项`, `${changes.length} fields`)}</summary>
          <table class="changes">
            <tbody>
              {changes.map((change) => (
                <tr key={change.field}>
                  <th scope="row">{labelOf(field(change.field) ?? (change.field === "tokens" ? { zh: "令牌", en: "Tokens" } : { zh: change.field, en: change.field }))}</th>
                  <td>
                    {!created && (
                      <>
                        <del>{word(change.field, change.before)}</del>
                        {" → "}
                      </>
                    )}
                    <ins>{word(change.field, change.after)}</ins>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </li>
  );
}
