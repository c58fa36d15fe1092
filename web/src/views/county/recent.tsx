// What was entered or changed last in a township or county, day by day, over all resources.
import { useState } from "preact/hooks";
import { today } from "../../api/connection.ts";
import { isTownship, useRegion, useTownships } from "../../api/reference.ts";
import { address, route } from "../../route.ts";
import { beijingDay, beijingTime } from "../../text/dates.ts";
import { t } from "../../text/language.ts";
import { dayName } from "../../text/words.ts";
import { Empty, Heading, Loading, ProblemNotice } from "../../widgets/states.tsx";
import { type NewestRecord, useNewest } from "../newest.ts";

const STEP = 30;
/** The longest page of a list. */
const MOST = 200;

export function Recent() {
  const code = route.value.path[1]!;
  const name = useRegion(code)?.name ?? code;
  const [count, setCount] = useState(STEP);
  const { records, more, error } = useNewest(code, count);
  const townships = useTownships(isTownship(code) ? null : code);
  const title = t(`${name}：最近登记`, `${name}: entered last`);
  return (
    <>
      <div class="head">
        <Heading name={title}>{title}</Heading>
        <p>{t("各类记录按登记、修改的时间，新的在前；不含作废的。", "Records of all kinds by the time they were entered or changed, newest first; without voided ones.")}</p>
      </div>
      {error ? (
        <ProblemNotice problem={error} />
      ) : !records ? (
        <Loading />
      ) : (
        <div class="stack">
          {records.length === 0 && <Empty>{t("还没有登记。", "Nothing entered yet.")}</Empty>}
          {byDay(records).map(([day, own]) => (
            <section key={day} class="card" aria-labelledby={`day-${day}`}>
              <h2 id={`day-${day}`}>
                {dayName(day, today())} <small>{own.length}</small>
              </h2>
              <ul class="lines">
                {own.map((record) => (
                  <li key={record.id}>
                    <time>{beijingTime(Date.parse(record.at))}</time>
                    <span class="when kind">{record.kind}</span>
                    <a class="grow clamp" href={address([record.resource, record.id])}>
                      {record.title}
                    </a>
                    <small>
                      {[record.isNew ? t("新登记", "new") : t("修改", "changed"), townships.get(record.township), record.by].filter(Boolean).join(" · ")}
                    </small>
                  </li>
                ))}
              </ul>
            </section>
          ))}
          {more && count < MOST && (
            <div>
              <button onClick={() => setCount(Math.min(count + STEP, MOST))}>{t(`再显示${STEP}条`, `Show ${STEP} more`)}</button>
            </div>
          )}
        </div>
      )}
    </>
  );
}

function byDay(records: NewestRecord[]): [string, NewestRecord[]][] {
  const days = new Map<string, NewestRecord[]>();
  for (const record of records) {
    const day = beijingDay(Date.parse(record.at));
    days.set(day, [...(days.get(day) ?? []), record]);
  }
  return [...days];
}
