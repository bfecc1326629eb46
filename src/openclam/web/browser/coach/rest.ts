/** Between sets, and before one: how many seconds are left, and what to do in them. */
import { element, svg, write } from "../ui/dom";
import type { Leg, Standing } from "./protocol";
import type { Say } from "../ui/words";

/** Two arrows that turn: to the other side. */
const TURN = "M14 26a18 18 0 0 1 31-9l5 5M50 10v12H38M50 38a18 18 0 0 1-31 9l-5-5M14 54V42h12";

export class Rest {
  readonly root: HTMLElement;
  private readonly title = element("h2", { class: "rest-title" });
  private readonly seconds = element("p", { class: "rest-seconds" });
  private readonly unit = element("p", { class: "rest-unit" });
  private readonly next = element("p", { class: "rest-next" });
  private readonly picture = svg("svg", { viewBox: "0 0 64 64", class: "rest-turn", "aria-hidden": "true" }, svg("path", { d: TURN }));
  private lastSide: Leg | null = null;

  constructor(private readonly say: Say) {
    const number = element("div", { class: "rest-number" }, this.picture, this.seconds, this.unit);
    this.root = element("section", { class: "rest", hidden: true }, this.title, number, this.next);
  }

  show(standing: Standing): void {
    const { stage, side, set, sets, target_reps: reps, seconds_left: left } = standing;
    if (stage === "set") this.lastSide = side;
    const waits = stage === "rest" || stage === "ready";
    this.root.hidden = !waits;
    if (!waits) return;
    const turns = stage === "rest" && this.lastSide !== null && this.lastSide !== side;
    this.root.dataset["turn"] = turns ? "yes" : "no";
    this.picture.toggleAttribute("hidden", !turns);
    write(this.title, this.say(stage === "ready" ? "get_ready" : turns ? "turn_over" : "rest"));
    write(this.seconds, String(Math.ceil(left ?? 0)));
    write(this.unit, this.say("seconds"));
    const of = this.say("set_of", { set, sets, side: this.say(side) });
    const amount = reps > 0 ? ` · ${this.say("reps_to_do", { reps })}` : "";
    write(this.next, `${turns ? `${this.say("turn_how")} ` : ""}${of}${amount}`);
  }
}
