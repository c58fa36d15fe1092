// Rows within a record: events of a case, tasks of a plan, steps of a decision. A line each, opened in place.
import { useEffect, useState } from "preact/hooks";
import type { Field } from "../contract/contract.ts";
import { labelOf, t } from "../text/language.ts";
import { useNames } from "../contract/names.tsx";
import { FieldInput, type FormContext } from "./field.tsx";
import { idOf } from "./pointers.ts";
import { entered, type Typed, typedFrom } from "./values.ts";

interface Props {
  field: Field;
  pointer: string;
  rows: Typed[];
  context: FormContext;
  onChange: (rows: Typed[]) => void;
}

export function Rows({ field, pointer, rows, context, onChange }: Props) {
  const [open, setOpen] = useState<number | null>(null);
  const [removed, setRemoved] = useState<{ at: number; row: Typed } | null>(null);
  const names = useNames(context.township);
  const inner = entered(field.fields!).filter(({ kind }) => kind !== "id");
  useEffect(() => {
    const first = rows.findIndex((_, i) => context.openRows.has(`${pointer}/${i}`));
    if (first >= 0) setOpen(first);
  }, [context.openRows]);

  const replace = (at: number, row: Typed) => onChange(rows.map((one, i) => (i === at ? row : one)));
  function add() {
    onChange([...rows, typedFrom(field.fields!, {})]);
    setOpen(rows.length);
    const first = `${pointer}/${rows.length}/${inner[0]!.name}`;
    requestAnimationFrame(() => document.getElementById(idOf(first))?.focus());
  }
  function move(at: number, by: number) {
    const next = [...rows];
    const [row] = next.splice(at, 1);
    next.splice(at + by, 0, row!);
    onChange(next);
    setOpen(open === at ? at + by : open === at + by ? at : open);
  }
  function remove(at: number) {
    setRemoved({ at, row: rows[at]! });
    onChange(rows.filter((_, i) => i !== at));
    setOpen(null);
  }
  function takeBack() {
    onChange(rows.toSpliced(removed!.at, 0, removed!.row));
    setRemoved(null);
  }

  return (
    <>
      <ol class="rows">
        {rows.map((row, i) => {
          const summary = names.rowText(field, row) || t("（还没有填）", "(nothing yet)");
          const what = `${labelOf(field)} ${i + 1}`;
          return (
            <li key={(row.id as string) || i}>
              <div class="line">
                <button type="button" class="grow" aria-expanded={open === i} onClick={() => setOpen(open === i ? null : i)}>
                  <span aria-hidden="true">{open === i ? "▾" : "▸"}</span> {i + 1} {summary}
                </button>
                <button type="button" class="plain" aria-label={t(`${what}上移`, `Move ${what} up`)} disabled={i === 0} onClick={() => move(i, -1)}>
                  ↑
                </button>
                <button type="button" class="plain" aria-label={t(`${what}下移`, `Move ${what} down`)} disabled={i === rows.length - 1} onClick={() => move(i, 1)}>
                  ↓
                </button>
                <button type="button" class="plain" aria-label={t(`删去${what}`, `Remove ${what}`)} onClick={() => remove(i)}>
                  ×
                </button>
              </div>
              {open === i && (
                <div class="inside">
                  {inner.map((one) => (
                    <FieldInput key={one.name} field={one} pointer={`${pointer}/${i}/${one.name}`} typed={row} context={context} onChange={(name, value) => replace(i, { ...row, [name]: value })} />
                  ))}
                </div>
              )}
            </li>
          );
        })}
      </ol>
      {removed && (
        <p class="notice">
          {t("已删去一行。", "A row was removed.")}
          <button type="button" class="plain" onClick={takeBack}>
            {t("撤回", "Undo")}
          </button>
        </p>
      )}
      <div>
        <button type="button" id={idOf(pointer)} onClick={add} disabled={rows.length >= (field.maxItems ?? Infinity)}>
          {t(`＋ 加一行${labelOf(field)}`, `+ Add to ${labelOf(field)}`)}
        </button>
      </div>
    </>
  );
}
