// What is said about a form: where something has to be corrected, in which words, and what came of saving it.
import { type Field, resourceNamed } from "../contract/contract.ts";
import { address } from "../route.ts";
import { labelOf, t } from "../text/language.ts";
import { idOf, placeOf } from "./pointers.ts";
import type { Outcome } from "./send.ts";
import type { Slip } from "./values.ts";

export interface Said {
  pointer: string | null;
  detail: string;
}

/** The pointer of the input that a pointer of the service is about. */
export function normal(pointer: string, fields: Field[]): string {
  const place = placeOf(pointer, fields);
  if (!place) return pointer;
  const parts = pointer.split("/");
  return parts.slice(0, parts.lastIndexOf(place.field.name) + 1).join("/");
}

export function rowsOf(pointer: string | null, fields: Field[]): string[] {
  const place = pointer ? placeOf(pointer, fields) : null;
  return place?.rows.map(({ field, at }) => `/${field.name}/${at}`) ?? [];
}

export function focusOn(pointer: string): void {
  const parts = pointer.split("/");
  // The input itself, or the nearest thing around it that is drawn.
  for (let n = parts.length; n > 1; n -= 1) {
    const found = document.getElementById(idOf(parts.slice(0, n).join("/")));
    if (!found) continue;
    found.closest("details")?.setAttribute("open", "");
    found.focus();
    found.scrollIntoView({ block: "center" });
    return;
  }
}

export function inWords({ kind, pointer }: Slip, fields: Field[]): string {
  const field = placeOf(pointer, fields)?.field;
  switch (kind) {
    case "required":
      return t("必须填写", "Has to be filled in");
    case "date":
      return t("应为日期，如2024-03-11", "Has to be a date, such as 2024-03-11");
    case "integer":
      return t("应为整数；没有统计的留空，0表示确为零", "Has to be a whole number; empty where not counted, 0 where none");
    case "decimal":
      return t("应为数，至多两位小数", "Has to be a number with at most two decimals");
    case "long":
      return t(`至多${field?.maxLength}字`, `At most ${field?.maxLength} characters`);
    default:
      return t("格式不对", "Not in the right form");
  }
}

export function Summary({ said, fields, onGo }: { said: Said[]; fields: Field[]; onGo: (pointer: string) => void }) {
  if (said.length === 0) return null;
  return (
    <div class="summary" role="alert">
      <h2>{t(`有${said.length}处要改`, `${said.length} to correct`)}</h2>
      <ul>
        {said.map(({ pointer, detail }, i) => {
          const place = pointer ? placeOf(pointer, fields) : null;
          const where = place ? [...place.rows.map(({ field, at }) => `${labelOf(field)} ${at + 1}`), labelOf(place.field)].join(" · ") : "";
          return (
            <li key={i}>
              {place ? (
                <button type="button" class="plain" onClick={() => onGo(pointer!)}>
                  {where}：{detail}
                </button>
              ) : (
                detail
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** After an answer that did not come. */
export function Unsure() {
  return (
    <p class="notice warn" role="alert">
      {t("不确定是否已保存。再点保存不会重复登记。", "Not sure it was saved. Saving again makes no second record.")}
    </p>
  );
}

export function Notice({ outcome, name, onNewKey }: { outcome: Outcome; name: string; onNewKey: () => void }) {
  switch (outcome.is) {
    case "saved":
      return (
        <p class="notice ok" role="status">
          {t("已保存。", "Saved.")} <a href={address([name, outcome.record.id])}>{t("看刚才的", "See it")}</a>
        </p>
      );
    case "unsure":
      return <Unsure />;
    case "reused":
      return (
        <p class="notice warn" role="alert">
          {t("这份表已经保存过，内容后来改了。", "This form was saved already, and changed since.")}
          <button type="button" onClick={onNewKey}>
            {t("另登一条", "Enter another record")}
          </button>
        </p>
      );
    case "voided":
      return (
        <p class="notice warn" role="alert">
          {t(`这条记录已被${outcome.theirs.voided_by}作废（理由：${outcome.theirs.void_reason ?? "—"}）。`, `${outcome.theirs.voided_by} voided it (${outcome.theirs.void_reason ?? "—"}).`)}
          <a href={address([name, "new"], { township: outcome.theirs.township_code, copy: outcome.theirs.id })}>{t("另存为新记录", "Enter it as a new record")}</a>
        </p>
      );
    case "refused":
      return outcome.conflictsWith && resourceNamed(outcome.conflictsWith.resource) ? (
        <p class="notice">
          <a href={address([outcome.conflictsWith.resource, outcome.conflictsWith.id])}>{t("看与之冲突的记录", "See the record that it conflicts with")}</a>
        </p>
      ) : null;
    default:
      return null;
  }
}
