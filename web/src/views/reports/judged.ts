// A text that was held against the ledger, cut into what is judged and what is not. Offsets of the service count characters
// (code points), those of JavaScript halves of some of them. Pure.
import type { components } from "../../api/contract.d.ts";

export type Reading = components["schemas"]["Reading"];
export type StatedFigure = components["schemas"]["StatedFigure"];
export type Slip = components["schemas"]["Slip"];

export interface Piece {
  text: string;
  figure: StatedFigure | null;
  slip: Slip | null;
}

interface Place {
  from: number;
  to: number;
}

/** The number and its unit: the words before them are told with it, and need no mark. */
export function placeOf(figure: StatedFigure): Place {
  return { from: figure.number_offset, to: figure.offset + figure.length };
}

/** What says something else than the ledger, or what the ledger does not have. */
export function isDoubtful({ status }: StatedFigure): boolean {
  return status !== "match" && status !== "not_checked";
}

export function piecesOf(text: string, { figures, slips }: Pick<Reading, "figures" | "slips">): Piece[] {
  const characters = [...text];
  const places = [
    ...figures.map((figure) => ({ ...placeOf(figure), figure, slip: null })),
    ...slips.map((slip) => ({ from: slip.offset, to: slip.offset + slip.length, figure: null, slip })),
  ];
  const ends = new Set([0, characters.length, ...places.flatMap(({ from, to }) => [from, to])]);
  const cuts = [...ends].filter((at) => at >= 0 && at <= characters.length).sort((a, b) => a - b);
  return cuts.slice(1).map((to, i) => {
    const from = cuts[i]!;
    const over = places.filter((place) => place.from <= from && place.to >= to);
    return {
      text: characters.slice(from, to).join(""),
      figure: over.find(({ figure }) => figure)?.figure ?? null,
      slip: over.find(({ slip }) => slip)?.slip ?? null,
    };
  });
}
