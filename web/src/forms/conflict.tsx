// Somebody else changed the record meanwhile: both versions, field by field, and a choice where both changed one.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Field } from "../contract/contract.ts";
import type { AnyRecord } from "../contract/records.ts";
import { useNames } from "../contract/names.tsx";
import { beijingInstant } from "../text/dates.ts";
import { labelOf, t } from "../text/language.ts";
import { chosen, type Difference } from "./compare.ts";

interface Props {
  fields: Field[];
  differences: Difference[];
  theirs: AnyRecord;
  mine: Record<string, unknown>;
  busy: boolean;
  onSave: (changes: Record<string, unknown>) => void;
  onTheirs: () => void;
  onBack: () => void;
}

export function Conflict({ fields, differences, theirs, mine, busy, onSave, onTheirs, onBack }: Props) {
  const names = useNames(theirs.township_code);
  const [theirsWins, setTheirsWins] = useState<Set<string>>(new Set());
  const [answered, setAnswered] = useState<Set<string>>(new Set());
  const word = (field: Field, value: unknown) => names.text(field, value) || "—";
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const open = differences.filter(({ by, field }) => by === "both" && !answered.has(field));
  function choose(field: string, their: boolean) {
    const next = new Set(theirsWins);
    if (their) next.add(field);
    else next.delete(field);
    setTheirsWins(next);
    setAnswered(new Set([...answered, field]));
  }
  return (
    <section class="stack" aria-labelledby="conflict">
      <div class="notice warn" role="alert">
        <h2 id="conflict" ref={heading} tabIndex={-1}>
          {t(`您修改期间，${theirs.updated_by}也改了这条记录`, `${theirs.updated_by} changed this record while you were editing`)}
        </h2>
        <p>
          {t(`第${theirs.version}版，${beijingInstant(theirs.updated_at)}。两人都改的，请逐项选择。`, `Version ${theirs.version}, ${beijingInstant(theirs.updated_at)}. Choose where both of you changed a field.`)}
        </p>
      </div>
      <div class="frame">
        <table class="choose">
          <thead>
            <tr>
              <th scope="col">{t("字段", "Field")}</th>
              <th scope="col">{t("原来", "Before")}</th>
              <th scope="col">{t("对方", "Theirs")}</th>
              <th scope="col">{t("您的", "Yours")}</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ field: name, base, theirs: their, mine: own, by }) => {
              const field = fields.find((one) => one.name === name)!;
              const choice = (isTheirs: boolean, value: unknown) =>
                by === "both" ? (
                  <label>
                    <input type="radio" name={`choose-${name}`} checked={answered.has(name) && theirsWins.has(name) === isTheirs} onChange={() => choose(name, isTheirs)} />
                    {word(field, value)}
                  </label>
                ) : (
                  word(field, value)
                );
              return (
                <tr key={name}>
                  <th scope="row">{labelOf(field)}</th>
                  <td data-head={t("原来", "Before")}>{word(field, base)}</td>
                  <td data-head={t("对方", "Theirs")}>
                    {choice(true, their)} {by === "theirs" && <small>{t("只有对方改，采用", "only they: taken")}</small>}
                  </td>
                  <td data-head={t("您的", "Yours")}>
                    {choice(false, own)} {by === "mine" && <small>{t("只有您改，采用", "only you: taken")}</small>}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <div class="actions">
        <button class="primary" aria-busy={busy} disabled={open.length > 0} onClick={() => onSave(chosen(differences, mine, theirsWins))}>
          {t("按所选保存", "Save as chosen")}
        </button>
        <button onClick={onTheirs}>{t("全用对方的", "Take all of theirs")}</button>
        <button onClick={onBack}>{t("继续编辑", "Go on editing")}</button>
        {open.length > 0 && <small>{t(`还有${open.length}项要选`, `${open.length} to choose`)}</small>}
      </div>
    </section>
  );
}
