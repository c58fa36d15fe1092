// Two people changed the same record: which fields only one of them changed, and which both. Pure.
import { same } from "./values.ts";

export interface Difference {
  field: string;
  base: unknown;
  theirs: unknown;
  mine: unknown;
  /** Who changed it; where both did differently, somebody has to choose. */
  by: "theirs" | "mine" | "both";
}

type Values = Record<string, unknown>;

/** `mine` holds only what I changed. */
export function compare(base: Values, theirs: Values, mine: Values, fields: string[]): Difference[] {
  const differences: Difference[] = [];
  for (const field of fields) {
    const isMine = field in mine && !same(mine[field], base[field]);
    const isTheirs = !same(theirs[field], base[field]);
    if (!isMine && !isTheirs) continue;
    if (isMine && isTheirs && same(mine[field], theirs[field])) continue;
    differences.push({
      field,
      base: base[field] ?? null,
      theirs: theirs[field] ?? null,
      mine: isMine ? mine[field] : (base[field] ?? null),
      by: isMine && isTheirs ? "both" : isMine ? "mine" : "theirs",
    });
  }
  return differences;
}

/** What is sent after choosing: my fields, without those where theirs was chosen. */
export function chosen(differences: Difference[], mine: Values, theirsWins: Set<string>): Values {
  const kept = Object.entries(mine).filter(([field]) => {
    const difference = differences.find((one) => one.field === field);
    return difference !== undefined && difference.by !== "theirs" && !theirsWins.has(field);
  });
  return Object.fromEntries(kept);
}
