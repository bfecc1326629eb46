/** How much the person wants to do, within the exercise's dose, and with which leg to begin. This browser remembers it. */
import { element } from "../ui/dom";
import type { Leg, Plan } from "./protocol";
import { readKept, writeKept } from "../ui/remembered";
import type { Say } from "../ui/words";

const PLAN = "openclam.plan";
const DOSE = "openclam.dose";
/** Bounds and steps as the coach on the server has them (`coach/plan.py`). */
const REPS_LEAST = 2;
const RESTS_S = [60, 75, 90, 120, 180, 300, 600];

export interface Span {
  readonly least: number;
  readonly most: number;
}

/** What the exercise asks for. */
export interface Dose {
  readonly reps: Span;
  readonly sets: Span;
  readonly rest_s: Span;
}

/** A plan without gaps; `reps` is null where the exercise's dose was never read. */
export interface WholePlan {
  readonly reps: number | null;
  readonly sets: number;
  readonly restS: number;
  readonly sides: readonly Leg[];
}

export const OTHER: Record<Leg, Leg> = { left: "right", right: "left" };
const NO_CHOICE: Plan = { reps: null, sets: null, rest_s: null, first: "left", both: true };

export function readPlan(): Plan {
  return { ...NO_CHOICE, ...readKept<Partial<Plan>>(PLAN) };
}

/** The dose that was read, or the one read last where there is none now. */
export function rememberedDose(dose: Dose | null): Dose | null {
  if (dose !== null) writeKept(DOSE, dose);
  return dose ?? readKept<Dose>(DOSE);
}

/** As the server would fill it in: the careful end of the dose, fewest reps and sets and the longest rest. */
export function wholePlan(plan: Plan, dose: Dose | null): WholePlan {
  return {
    reps: plan.reps ?? dose?.reps.least ?? null,
    sets: plan.sets ?? dose?.sets.least ?? 1,
    restS: plan.rest_s ?? dose?.rest_s.most ?? 90,
    sides: plan.both ? [plan.first, OTHER[plan.first]] : [plan.first],
  };
}

/** The choice of a plan as a part of the set-up. */
export class PlanFields {
  readonly root: HTMLElement;
  private plan: Plan;

  constructor(
    private readonly say: Say,
    dose: Dose | null,
  ) {
    this.plan = fitting(readPlan(), dose);
    this.root = element("fieldset", { class: "plan" }, element("legend", {}, say("plan")), this.legs(), this.sides());
    if (dose === null) return;
    const whole = wholePlan(this.plan, dose);
    this.root.append(
      element(
        "div",
        { class: "amounts" },
        this.amount("reps", numbers(REPS_LEAST, dose.reps.most), whole.reps ?? dose.reps.least, say("reps_in_set")),
        this.amount("sets", numbers(1, dose.sets.most), whole.sets, say("sets_a_side")),
        this.amount("rest_s", rests(dose), whole.restS, say("rest_between")),
      ),
    );
  }

  get value(): Plan {
    return this.plan;
  }

  private change(part: Partial<Plan>): void {
    this.plan = { ...this.plan, ...part };
    writeKept(PLAN, this.plan);
  }

  private legs(): HTMLElement {
    const choices = (["left", "right"] as const).map((leg) =>
      this.choice("first", leg, leg === this.plan.first, () => this.change({ first: leg }), this.say(`first_${leg}`), this.say(`lie_${leg}`)),
    );
    return element("div", { class: "choices", role: "radiogroup", "aria-label": this.say("first") }, title(this.say("first")), ...choices);
  }

  private sides(): HTMLElement {
    const choices = ([true, false] as const).map((both) =>
      this.choice("both", String(both), both === this.plan.both, () => this.change({ both }), this.say(both ? "both" : "one_side"), null),
    );
    return element("div", { class: "choices", role: "radiogroup", "aria-label": this.say("sides") }, title(this.say("sides")), ...choices);
  }

  private choice(name: string, value: string, checked: boolean, chosen: () => void, words: string, more: string | null): HTMLElement {
    const input = element("input", { type: "radio", name, value, checked });
    input.addEventListener("change", chosen);
    const text = element("span", {}, element("strong", {}, words), ...(more === null ? [] : [element("span", { class: "more" }, more)]));
    return element("label", { class: "choice" }, input, text);
  }

  private amount(name: "reps" | "sets" | "rest_s", values: readonly number[], chosen: number, words: string): HTMLElement {
    const select = element("select", { name });
    for (const value of values) select.append(element("option", { value, selected: value === chosen }, String(value)));
    select.addEventListener("change", () => this.change({ [name]: Number(select.value) }));
    return element("label", {}, words, select);
  }
}

function title(words: string): HTMLElement {
  return element("span", { class: "choices-title", "aria-hidden": "true" }, words);
}

/** A remembered plan that the exercise does not allow any more goes back to its dose. */
function fitting(plan: Plan, dose: Dose | null): Plan {
  const within = (value: number | null, least: number, most: number): number | null =>
    value !== null && value >= least && value <= most ? value : null;
  if (dose === null) return plan;
  return {
    ...plan,
    reps: within(plan.reps, REPS_LEAST, dose.reps.most),
    sets: within(plan.sets, 1, dose.sets.most),
    rest_s: within(plan.rest_s, dose.rest_s.least, RESTS_S.at(-1) ?? dose.rest_s.most),
  };
}

function rests(dose: Dose): number[] {
  const all = new Set([...RESTS_S, dose.rest_s.least, dose.rest_s.most]);
  return [...all].filter((value) => value >= dose.rest_s.least).sort((a, b) => a - b);
}

function numbers(least: number, most: number): number[] {
  return Array.from({ length: most - least + 1 }, (_, place) => least + place);
}
