// Lists that come in pages.
import { useEffect, useState } from "preact/hooks";
import { type Answer, type GetPath, type Params, readOnce, useQuery } from "./query.ts";

interface Page {
  items: unknown[];
  page: { next_cursor: string | null };
}

type Items<P extends GetPath> = Answer<P> extends { items: infer I } ? I : never;

/** A nation has more than anybody reads: a list is cut off after so many items, and the view says so. */
export const MOST_ITEMS = 1_000;

/** Reads on with the cursor until there is no more, or enough. */
async function rest(path: GetPath, params: Params, first: Page): Promise<unknown[]> {
  const items: unknown[] = [];
  for (let { page } = first; page.next_cursor && first.items.length + items.length < MOST_ITEMS; ) {
    const { data } = await readOnce(path as "/api/v1/cases", { ...params, query: { ...params.query, cursor: page.next_cursor } }, true);
    items.push(...data!.items);
    page = data!.page;
  }
  return items;
}

/** All items of a list that is known to be short enough to be shown whole; undefined until they are there. */
export function useAllPages<P extends GetPath>(path: P, params: Params | null): Items<P> | undefined {
  const { data } = useQuery(path, params) as { data?: Page };
  const [more, setMore] = useState<{ of: Page; items: unknown[] } | null>(null);
  useEffect(() => {
    if (!data?.page.next_cursor || !params) return;
    let stale = false;
    rest(path, params, data).then(
      (items) => !stale && setMore({ of: data, items }),
      () => {}, // the first page stays; the feed asks again
    );
    return () => {
      stale = true;
    };
  }, [data]);
  if (!data) return undefined;
  if (!data.page.next_cursor) return data.items as Items<P>;
  return (more?.of === data ? [...data.items, ...more.items] : data.items) as Items<P>;
}
