/** What the history shows of a set: medians over its reps, as the server's `store.Figures` has them. */
import type { Unit } from "./history.words";
import type { Assessment } from "../coach/protocol";

export interface Figures {
  readonly opening_deg: number | null;
  readonly clean_range_deg: number | null;
  readonly pelvic_roll_deg: number | null;
  readonly hold_s: number | null;
  readonly reps: number | null;
}

export interface Measure {
  readonly name: keyof Figures;
  readonly unit: Unit;
}

export const TREND_MEASURES: readonly Measure[] = [
  { name: "opening_deg", unit: "deg" },
  { name: "clean_range_deg", unit: "deg" },
  { name: "pelvic_roll_deg", unit: "deg" },
  { name: "hold_s", unit: "s" },
  { name: "reps", unit: null },
];

export function figuresOf(assessment: Assessment): Figures {
  const { reps } = assessment;
  return {
    opening_deg: median(reps.map((rep) => rep.opening_deg.value)),
    clean_range_deg: median(reps.map((rep) => rep.clean_range_deg.value)),
    pelvic_roll_deg: median(reps.map((rep) => rep.pelvic_roll_deg.value)),
    hold_s: median(reps.map((rep) => rep.hold_s)),
    reps: reps.length,
  };
}

/** The median of what is known; null where nothing is. */
function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value): value is number => value !== null).sort((a, b) => a - b);
  const half = known.length >> 1;
  const [low, high] = [known[half - 1], known[half]];
  if (high === undefined) return null;
  return known.length % 2 === 1 || low === undefined ? high : (low + high) / 2;
}
