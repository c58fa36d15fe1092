/** One of four steps of completeness, from little to all. */
export function stepOf(known: number, all: number): 1 | 2 | 3 | 4 {
  if (known === all) return 4;
  const share = known / all;
  return share >= 0.75 ? 3 : share >= 0.5 ? 2 : 1;
}
