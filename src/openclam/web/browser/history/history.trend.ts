/** A small plot of one measure over the sets, drawn as the server's `trend.py` draws it and coloured by `site.css`. */
import { svg } from "../ui/dom";
import type { Figures, Measure } from "./history.figures";
import type { Speech, Unit } from "./history.words";
import type { Leg } from "../coach/protocol";

export interface Told {
  readonly performedAt: string;
  readonly leg: Leg;
  readonly figures: Figures;
}

const [WIDTH, HEIGHT] = [320, 150];
const [LEFT, RIGHT, TOP, FOOT] = [34, 10, 12, 24];
const STEPS = [0.5, 1, 2, 5, 10, 15, 20, 30, 50, 100, 200, 500, 1000];

/** Oldest at the left; a line and points for each leg, told apart without colour. */
export function plot(sets: readonly Told[], measure: Measure, say: Speech): SVGElement {
  const points = sets
    .map((set, place) => ({ place, leg: set.leg, value: set.figures[measure.name] }))
    .filter((point): point is { place: number; leg: Leg; value: number } => point.value !== null);
  const { low, high, step } = scale(points.map(({ value }) => value), leastSpan(measure.unit));
  const x = (place: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * (place + 0.5)) / sets.length;
  const y = (value: number): number => HEIGHT - FOOT - ((HEIGHT - TOP - FOOT) * (value - low)) / (high - low);

  const latest = say.quantity(points.at(-1)?.value ?? null, measure.unit);
  const alt = say.words("history.plot_alt", { measure: say.words(`measure.${measure.name}`), count: points.length, latest });
  const picture = svg("svg", { class: "trend", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": alt });
  for (let level = low; level <= high + step / 2; level += step) {
    picture.append(
      svg("path", { class: "grid", d: `M${LEFT} ${y(level).toFixed(1)}H${WIDTH - RIGHT}` }),
      label(LEFT - 6, y(level) + 3.5, "end", say.number(level, step >= 1 ? 0 : 1)),
    );
  }
  for (const leg of ["left", "right"] as const) {
    const spots = points.filter((point) => point.leg === leg).map((point) => [x(point.place), y(point.value)] as const);
    if (spots.length === 0) continue;
    const way = spots.map(([a, b]) => `${a.toFixed(1)} ${b.toFixed(1)}`).join("L");
    picture.append(svg("path", { class: `line ${leg}`, d: `M${way}` }), ...spots.map(([a, b]) => mark(leg, a, b)));
  }
  const [first, last] = [say.day(sets[0]?.performedAt ?? ""), say.day(sets.at(-1)?.performedAt ?? "")];
  picture.append(label(LEFT, HEIGHT - 6, "start", first));
  if (first !== last) picture.append(label(WIDTH - RIGHT, HEIGHT - 6, "end", last));
  return picture;
}

/** The leg's point by itself, for the legend. */
export function legMark(leg: Leg): SVGElement {
  return svg("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" }, mark(leg, 6, 6));
}

function mark(leg: Leg, x: number, y: number): SVGElement {
  if (leg === "left") return svg("circle", { class: "mark left", cx: x.toFixed(1), cy: y.toFixed(1), r: 3.6 });
  return svg("rect", { class: "mark right", x: (x - 3.3).toFixed(1), y: (y - 3.3).toFixed(1), width: 6.6, height: 6.6 });
}

function label(x: number, y: number, anchor: "start" | "end", words: string): SVGElement {
  return svg("text", { class: "tick", x, y: y.toFixed(1), "text-anchor": anchor }, words);
}

function leastSpan(unit: Unit): number {
  return unit === "deg" ? 10 : unit === "s" ? 1 : 4;
}

/** Round ends that hold all values, and the step between lines: three to six of them. */
function scale(values: readonly number[], least: number): { low: number; high: number; step: number } {
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const span = Math.max(highest - lowest, least);
  const step = STEPS.find((one) => span / one <= 4) ?? span;
  const low = Math.floor(lowest / step) * step;
  return { low, high: Math.max(Math.ceil(highest / step) * step, low + 2 * step), step };
}
