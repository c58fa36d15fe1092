// What was entered or changed last, over the resources whose records come in daily: those that have kinds.
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Params, useQuery } from "../../api/query.ts";
import type { ResourceName } from "../../contract/contract.ts";
import { resources } from "../../contract/contract.ts";
import { titleOf } from "../../contract/records.ts";
import { address } from "../../route.ts";
import { beijingDay } from "../../text/dates.ts";
import { labelOf, t } from "../../text/language.ts";

const SHOWN = 8;

interface Line {
  id: string;
  at: string;
  by: string;
  resource: ResourceName;
  kind: string;
  title: string;
}

export function Recent({ township }: { township: string }) {
  const daily = resources.filter(({ kinds }) => kinds.length > 0);
  const lines = useSignal<Record<string, Line[]>>({});
  const all = Object.values(lines.value)
    .flat()
    .sort((a, b) => b.at.localeCompare(a.at))
    .slice(0, SHOWN);
  return (
    <section class="card" aria-labelledby="recent">
      <h2 id="recent">{t("最近登记", "Entered last")}</h2>
      {daily.map((resource) => (
        <Newest key={resource.name} resource={resource} township={township} into={lines} />
      ))}
      <ul class="lines">
        {all.map((line) => (
          <li key={line.id}>
            <time>{beijingDay(Date.parse(line.at))}</time>
            <a class="grow clamp" href={address([line.resource.name, line.id])}>
              {line.title}
            </a>
            <span class="tag">{line.kind}</span>
            <small>{line.by}</small>
          </li>
        ))}
        {all.length === 0 && <li class="quiet">{t("还没有登记", "Nothing entered yet")}</li>}
      </ul>
    </section>
  );
}

/** Asks one resource for its newest records; shows nothing itself. */
function Newest({ resource, township, into }: { resource: ResourceName; township: string; into: Signal<Record<string, Line[]>> }) {
  const params: Params = { query: { township, sort: "-updated_at", limit: 5 } };
  const { data } = useQuery(`/api/v1/${resource.name}` as "/api/v1/cases", params);
  useEffect(() => {
    if (!data) return;
    const found = data.items.map((record): Line => {
      const kind = resource.kinds.find(({ code }) => code === record.kind);
      return {
        id: record.id,
        at: record.updated_at,
        by: record.updated_by,
        resource,
        kind: kind ? labelOf(kind) : labelOf(resource),
        title: titleOf(record),
      };
    });
    into.value = { ...into.peek(), [resource.name]: found };
  }, [data]);
  return null;
}
