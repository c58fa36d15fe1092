// What was entered last in a township, on its home.
import { today } from "../../api/connection.ts";
import { address } from "../../route.ts";
import { beijingDay } from "../../text/dates.ts";
import { t } from "../../text/language.ts";
import { dayName } from "../../text/words.ts";
import { Entry } from "../../widgets/entry.tsx";
import { Loading, ProblemNotice } from "../../widgets/states.tsx";
import { useNewest } from "../newest.ts";

const SHOWN = 8;

export function Recent({ township }: { township: string }) {
  const { records, error } = useNewest(township, SHOWN);
  return (
    <section class="card" aria-labelledby="recent">
      <h2 id="recent">{t("最近登记", "Entered last")}</h2>
      {error ? (
        <ProblemNotice problem={error} />
      ) : !records ? (
        <Loading />
      ) : (
        <ul class="lines">
          {records.map((record) => (
            <li key={record.id}>
              <time>{dayName(beijingDay(Date.parse(record.at)), today())}</time>
              <Entry href={address([record.resource, record.id])} title={record.title}>
                {record.kind} · {record.by}
              </Entry>
            </li>
          ))}
          {records.length === 0 && <li class="quiet">{t("还没有登记", "Nothing entered yet")}</li>}
          {records.length > 0 && (
            <li>
              <a href={address(["r", township, "recent"])}>{t("更多", "More")}</a>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}
