// One field of a form, drawn by its kind.
import type { ComponentChildren } from "preact";
import type { Field } from "../contract/contract.ts";
import { addDays, isDay, readDay } from "../text/dates.ts";
import { labelOf, language, t } from "../text/language.ts";
import { inCapitals, readDecimal } from "../text/numbers.ts";
import { Combo } from "./combo.tsx";
import { helpOf, unitOf } from "./help.ts";
import { useOptions } from "./options.ts";
import { idOf } from "./pointers.ts";
import { Rows } from "./rows.tsx";
import { Texts } from "./texts.tsx";
import { applies, entered, isFilled, type Typed } from "./values.ts";

const RADIOS_MOST = 5;
const SELECT_MOST = 15;
const COUNT_FROM = 0.8;

/** What all fields of a form share. */
export interface FormContext {
  township: string;
  today: string;
  /** The record's main date: who served, and which townships were there, on that day. */
  on: string | undefined;
  errors: Map<string, string>;
  /** Personal numbers found at fields. */
  cares: Map<string, string>;
  /** Rows to be open, because something in them is wrong. */
  openRows: Set<string>;
}

interface Props {
  field: Field;
  pointer: string;
  typed: Typed;
  context: FormContext;
  onChange: (name: string, value: unknown) => void;
}

export function FieldInput({ field, pointer, typed, context, onChange }: Props) {
  const value = typed[field.name];
  const fits = applies(field, typed);
  if (!fits && !isFilled(value)) return null;
  const id = idOf(pointer);
  const error = context.errors.get(pointer) ?? (fits ? undefined : t("与所选种类不符，请清空", "Does not fit the kind chosen; empty it"));
  const care = context.cares.get(pointer);
  const grouped = field.kind === "rows" || field.kind === "object" || isRadio(field);
  const describedBy = [`${id}-help`, error && `${id}-error`, care && `${id}-care`].filter(Boolean).join(" ");
  const label = (
    <>
      {labelOf(field)}
      {field.required && <span class="need">{t("必填", "required")}</span>}
      {unitOf(field) && <span class="quiet">{unitOf(field)}</span>}
    </>
  );
  return (
    <div class="field" role={grouped ? "group" : undefined} aria-labelledby={grouped ? `${id}-label` : undefined} aria-describedby={grouped ? describedBy : undefined}>
      {grouped ? (
        <span class="label" id={`${id}-label`}>
          {label}
        </span>
      ) : (
        field.kind !== "boolean" && <label for={id}>{label}</label>
      )}
      <Input field={field} id={id} pointer={pointer} value={value} typed={typed} context={context} describedBy={describedBy} invalid={!!error} onChange={(next) => onChange(field.name, next)} />
      <Help id={`${id}-help`} field={field} />
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {care && (
        <p class="care" id={`${id}-care`}>
          {care}
        </p>
      )}
    </div>
  );
}

function Help({ id, field }: { id: string; field: Field }) {
  return (
    <p class="help" id={id}>
      {language.value === "zh" ? helpOf(field) : ""}
    </p>
  );
}

function isRadio(field: Field): boolean {
  return (field.kind === "boolean" && !!field.nullable) || field.kind === "choices" || field.kind === "terms";
}

interface InputProps {
  field: Field;
  id: string;
  pointer: string;
  value: unknown;
  typed: Typed;
  context: FormContext;
  describedBy: string;
  invalid: boolean;
  onChange: (value: unknown) => void;
}

function Input(props: InputProps): ComponentChildren {
  const { field, id, value, context, describedBy, invalid, onChange } = props;
  const text = String(value ?? "");
  const common = { id, "aria-describedby": describedBy, "aria-invalid": invalid ? ("true" as const) : undefined, "aria-required": field.required };
  switch (field.kind) {
    case "choice":
    case "term":
    case "reference":
      return <Chosen {...props} />;
    case "choices":
    case "terms":
    case "references":
      return <ManyChosen {...props} />;
    case "boolean":
      return field.nullable ? <YesNo {...props} /> : <Check {...props} />;
    case "date":
      return <DayInput {...props} />;
    case "integer":
      return <input {...common} class="short" inputMode="numeric" autocomplete="off" value={text} onInput={(event) => onChange(event.currentTarget.value)} />;
    case "decimal":
      return (
        <>
          <input {...common} class="short" inputMode="decimal" autocomplete="off" value={text} onInput={(event) => onChange(event.currentTarget.value)} />
          {field.unit === "元" && text && readDecimal(text) && <small>{inCapitals(readDecimal(text)!)}</small>}
        </>
      );
    case "rows":
      return <Rows field={field} pointer={props.pointer} rows={value as Typed[]} context={context} onChange={onChange} />;
    case "object":
      return <Inner {...props} />;
    case "texts":
      return <Texts {...props} value={value as string[]} />;
    case "id":
      return <input {...common} autocomplete="off" value={text} onInput={(event) => onChange(event.currentTarget.value)} />;
    default:
      return field.multiline || field.kind === "json" ? (
        <>
          <textarea {...common} rows={2} value={text} onInput={(event) => onChange(event.currentTarget.value)} />
          <Count text={text} most={field.maxLength} />
        </>
      ) : (
        <>
          <input {...common} autocomplete="off" value={text} onInput={(event) => onChange(event.currentTarget.value)} />
          <Count text={text} most={field.maxLength} />
        </>
      );
  }
}

function Count({ text, most }: { text: string; most: number | undefined }) {
  const length = [...text].length;
  if (!most || length < most * COUNT_FROM) return null;
  return <span class={`count ${length > most ? "bad" : ""}`}>{`${length}/${most}`}</span>;
}

function Chosen({ field, id, value, context, describedBy, invalid, onChange }: InputProps) {
  const options = useOptions(field, context.township, context.on);
  const text = String(value ?? "");
  if (!options) return <input id={id} aria-describedby={describedBy} autocomplete="off" value={text} onInput={(event) => onChange(event.currentTarget.value)} />;
  // A code of a newer service, or of a record that is gone, is kept.
  const all = text && !options.some(({ code }) => code === text) ? [...options, { code: text, name: text }] : options;
  if (all.length <= RADIOS_MOST && field.kind !== "reference") {
    return (
      <select id={id} class="short" aria-describedby={describedBy} aria-invalid={invalid ? "true" : undefined} aria-required={field.required} value={text} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t("未填", "not stated")}</option>
        {all.map((one) => (
          <option key={one.code} value={one.code}>
            {one.name}
          </option>
        ))}
      </select>
    );
  }
  if (all.length <= SELECT_MOST) {
    return (
      <select id={id} aria-describedby={describedBy} aria-invalid={invalid ? "true" : undefined} aria-required={field.required} value={text} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t("未填", "not stated")}</option>
        {all.map((one) => (
          <option key={one.code} value={one.code}>
            {"note" in one && one.note ? `${one.name}（${one.note}）` : one.name}
          </option>
        ))}
      </select>
    );
  }
  return <Combo id={id} options={all} value={text} onChoose={onChange} describedBy={describedBy} invalid={invalid} required={field.required} />;
}

function ManyChosen({ field, id, value, context, describedBy, invalid, onChange }: InputProps) {
  const options = useOptions(field, context.township, context.on) ?? [];
  const chosen = (value as string[] | undefined) ?? [];
  const toggle = (code: string) => onChange(chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code]);
  const name = (code: string) => options.find((one) => one.code === code)?.name ?? code;
  if (options.length <= SELECT_MOST) {
    return (
      <div class="options" id={id} tabIndex={-1}>
        {options.map((one) => (
          <label key={one.code}>
            <input type="checkbox" checked={chosen.includes(one.code)} onChange={() => toggle(one.code)} />
            {one.name}
          </label>
        ))}
      </div>
    );
  }
  return (
    <>
      {chosen.length > 0 && (
        <ul class="chips">
          {chosen.map((code) => (
            <li key={code} class="chip">
              {name(code)}
              <button type="button" aria-label={t(`去掉${name(code)}`, `Remove ${name(code)}`)} onClick={() => toggle(code)}>
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <Combo id={id} options={options.filter(({ code }) => !chosen.includes(code))} value="" onChoose={(code) => code && toggle(code)} describedBy={describedBy} invalid={invalid} />
    </>
  );
}

function YesNo({ id, value, onChange }: InputProps) {
  const choices: [string, boolean | null][] = [
    [t("是", "yes"), true],
    [t("否", "no"), false],
    [t("未填", "not stated"), null],
  ];
  return (
    <div class="options">
      {choices.map(([name, choice], i) => (
        <label key={name}>
          <input type="radio" id={i === 0 ? id : undefined} name={id} checked={value === choice} onChange={() => onChange(choice)} />
          {name}
        </label>
      ))}
    </div>
  );
}

function Check({ field, id, value, describedBy, onChange }: InputProps) {
  return (
    <div class="options">
      <label for={id}>
        <input type="checkbox" id={id} checked={value === true} aria-describedby={describedBy} onChange={(event) => onChange(event.currentTarget.checked)} />
        <b>{labelOf(field)}</b>
      </label>
    </div>
  );
}

/** Typed in any usual way, or picked; put into one form on leaving it. */
function DayInput({ id, value, field, context, describedBy, invalid, onChange }: InputProps) {
  const text = String(value ?? "");
  const { today } = context;
  const day = readDay(text, today);
  return (
    <div class="line">
      <input
        id={id}
        inputMode="numeric"
        autocomplete="off"
        placeholder={t("如2024-03-11", "such as 2024-03-11")}
        value={text}
        aria-describedby={describedBy}
        aria-invalid={invalid ? "true" : undefined}
        aria-required={field.required}
        onInput={(event) => onChange(event.currentTarget.value)}
        onBlur={() => text && day !== text && isDay(day) && onChange(day)}
      />
      <input type="date" tabIndex={-1} aria-hidden="true" value={isDay(day) ? day : ""} onChange={(event) => onChange(event.currentTarget.value)} />
      <button type="button" onClick={() => onChange(today)} aria-label={`${labelOf(field)}：${t("今天", "today")}`}>
        {t("今天", "today")}
      </button>
      <button type="button" onClick={() => onChange(addDays(today, -1))} aria-label={`${labelOf(field)}：${t("昨天", "yesterday")}`}>
        {t("昨天", "yesterday")}
      </button>
      {isDay(day) && day > today && <small class="warn">{t("在今天之后", "after today")}</small>}
    </div>
  );
}

function Inner({ field, pointer, value, context, onChange }: InputProps) {
  const typed = (value as Typed | null) ?? {};
  return (
    <>
      {entered(field.fields!).map((inner) => (
        <FieldInput key={inner.name} field={inner} pointer={`${pointer}/${inner.name}`} typed={typed} context={context} onChange={(name, next) => onChange({ ...typed, [name]: next })} />
      ))}
    </>
  );
}
