/**
 * The coach without a line: it keeps time and asks, and nothing else. Nobody counts or corrects meanwhile; what the camera
 * saw is judged when the line is back. Its times are those of the coach on the server (`coach/plan.py`, `schedule.toml`), so
 * that both stand at the same place when that one takes over again.
 */
import type { WholePlan } from "./plan";
import type { Asks, Leg, Standing } from "./protocol";
import type { Key } from "../ui/words";

const READY_S = 16;
const CHANGE_S = 45;
/** A person needs longer than the guide: so much more than its reps take. Judgement. */
const SPARE = 1.5;
/** Pain above this ends the session, as it does with a line. */
const MOST_PAIN = 5;

interface Turn {
  readonly set: number;
  readonly side: Leg;
  /** Until the next turn; null after the last. */
  readonly restS: number | null;
}

export class LocalCoach {
  private readonly turns: readonly Turn[];
  private place = 0;
  private stage: Standing["stage"] = "before";
  private untilS = Infinity;
  private asks: Asks | null = null;

  /** Takes over where the session stood, at `nowS`; `repS` is how long a guided rep takes, null where that is not known. */
  constructor(
    private readonly plan: WholePlan,
    private readonly repS: number | null,
    from: Standing | null,
    nowS: number,
  ) {
    const sides = from === null || plan.sides[0] === from.side || from.set > 1 ? plan.sides : [...plan.sides].reverse();
    this.turns = turnsOf({ ...plan, sides });
    if (from === null) return;
    const place = this.turns.findIndex((turn) => turn.set === from.set && turn.side === from.side);
    this.place = Math.max(0, place);
    this.stage = from.stage;
    this.asks = from.asks;
    if (from.stage === "set") this.untilS = nowS + this.setS(from.reps);
    else if (from.seconds_left !== null) this.untilS = nowS + from.seconds_left;
  }

  begin(nowS: number): void {
    if (this.stage !== "before" && this.stage !== "rest") return;
    this.stage = "ready";
    this.untilS = nowS + READY_S;
  }

  stop(nowS: number): void {
    if (this.stage !== "set") return;
    const rest = this.turn.restS;
    this.asks = "pain";
    this.stage = rest === null ? "done" : "rest";
    this.untilS = rest === null ? Infinity : nowS + rest;
    if (rest !== null) this.place++;
  }

  felt(what: Asks, value: number): void {
    this.asks = this.asks === "pain" && what === "pain" ? "effort" : null;
    if (what === "pain" && value > MOST_PAIN) {
      this.stage = "stopped";
      this.asks = null;
    }
  }

  /** Where the session stands at `nowS`; call it a few times a second. */
  at(nowS: number): Standing {
    if (this.stage === "rest" && this.untilS - nowS <= READY_S) this.stage = "ready";
    if (this.stage === "ready" && nowS >= this.untilS) {
      this.stage = "set";
      this.untilS = nowS + this.setS(0);
      this.asks = null;
    } else if (this.stage === "set" && nowS >= this.untilS) {
      this.stop(nowS);
    }
    const waits = this.stage === "ready" || this.stage === "rest";
    return {
      stage: this.stage,
      side: this.turn.side,
      set: this.turn.set,
      sets: this.plan.sets,
      reps: 0,
      target_reps: this.plan.reps ?? 0,
      seconds_left: waits ? this.untilS - nowS : null,
      asks: this.asks,
    };
  }

  private get turn(): Turn {
    return this.turns[this.place] ?? { set: 1, side: "left", restS: null };
  }

  /** How long a set may take whose first reps are done; without a pace it lasts until it is stopped. */
  private setS(done: number): number {
    if (this.plan.reps === null || this.repS === null) return Infinity;
    return Math.max(1, this.plan.reps - done) * this.repS * SPARE;
  }
}

/** What to say as the session goes from one standing to the next. */
export function saying(before: Standing | null, now: Standing): Key | null {
  const left = (standing: Standing | null): number => Math.ceil(standing?.seconds_left ?? 0);
  if (before?.stage !== now.stage) {
    if (now.stage === "ready") return "get_ready_aloud";
    if (now.stage === "set") return "and_go";
    if (now.stage === "rest" || now.stage === "done") return before?.stage === "set" ? "set_over_aloud" : null;
    return null;
  }
  if (now.asks === "effort" && before.asks === "pain") return "ask_effort";
  if (now.stage !== "ready" || left(before) === left(now)) return null;
  return ({ 3: "three", 2: "two", 1: "one" } as const)[left(now)] ?? null;
}

function turnsOf({ sets, sides, restS }: WholePlan): Turn[] {
  const order = Array.from({ length: sets }, (_, number) => sides.map((side) => ({ set: number + 1, side }))).flat();
  return order.map(({ set, side }, place) => {
    const rest = side === sides.at(-1) ? restS : CHANGE_S;
    return { set, side, restS: place === order.length - 1 ? null : rest };
  });
}
