/** What the person sees of the live coach, from the floor, three metres away: little, and that large. */
import { button, element, write } from "./dom";
import { HoldRing, OpeningGauge } from "./gauge";
import { Lights, type Groups } from "./lights";
import { drawOutline } from "./outline";
import type { Landmarks } from "./pose.messages";
import type { Asks, Cue, Phase, Rep, Standing, State } from "./protocol";
import type { Key, Say } from "./words";

const GUIDE: Record<Phase, Key> = { opening: "guide_opening", hold: "guide_hold", closing: "guide_closing", rest: "guide_rest" };
/** Judgement: what a knee should open to where nothing is known of this hip yet (geometry of the exercise, 25 to 40°). */
const DEFAULT_TARGET_DEG = 30;
/** A cue stays so long; at three metres it is read slowly. */
const CUE_MS = 6000;
/** The exercise asks for a second at the top. */
const HOLD_S = 1;

/** What the person can do. */
export interface Actions {
  begin(): void;
  stop(): void;
  quit(): void;
  felt(what: Asks, value: number): void;
  mute(muted: boolean): void;
}

export class CoachView {
  private readonly canvas = element("canvas", { class: "outline", "aria-hidden": "true" });
  private readonly cue = element("p", { class: "cue", role: "status", "aria-live": "assertive" });
  private readonly notice = element("p", { class: "notice", role: "status" });
  private readonly title = element("p", { class: "set-title" });
  private readonly count = element("p", { class: "count" }, "0");
  private readonly countOf = element("p", { class: "count-of" });
  private readonly guide = element("p", { class: "guide" });
  private readonly gauge: OpeningGauge;
  private readonly ring: HoldRing;
  private readonly lights: Lights;
  private readonly panel: HTMLElement;
  private readonly controls = element("div", { class: "controls" });
  private readonly question = element("div", { class: "question" });
  private readonly results = element("div", { class: "results" });
  private asked: Asks | null = null;
  private shown: Standing["stage"] | null = null;
  private targetDeg = DEFAULT_TARGET_DEG;
  private cueTimer = 0;
  private good = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly video: HTMLVideoElement,
    private readonly say: Say,
    groups: Groups,
    private readonly actions: Actions,
  ) {
    this.gauge = new OpeningGauge(say("opening"));
    this.ring = new HoldRing(say("hold"), HOLD_S);
    this.lights = new Lights(say, groups);
    this.lights.root.hidden = true;
    this.panel = element(
      "section",
      { class: "live", hidden: true },
      this.title,
      element("div", { class: "counter" }, this.count, this.countOf),
      element("div", { class: "dials" }, this.gauge.root, this.ring.root),
      this.guide,
    );
    this.setTarget(null);
  }

  /** Puts the parts into the page, below what it holds already, with what is to be filled in before the set. */
  open(setup: HTMLElement): void {
    const picture = element("div", { class: "picture" }, this.video, this.canvas);
    const watched = element("div", { class: "watched" }, picture, this.lights.root);
    const parts = [this.notice, this.cue, this.question, watched, this.panel, this.controls, setup, this.results];
    this.root.append(element("div", { class: "coach" }, ...parts));
    this.notify(null);
  }

  notify(text: string | null): void {
    this.notice.hidden = text === null;
    write(this.notice, text ?? "");
  }

  outline(landmarks: Landmarks): void {
    drawOutline(this.canvas, landmarks, this.good);
  }

  setTarget(deg: number | null): void {
    this.targetDeg = deg ?? DEFAULT_TARGET_DEG;
    this.gauge.target(this.targetDeg);
  }

  /** Shows a cue, large, for a while. */
  showCue(cue: Pick<Cue, "kind" | "words">): void {
    this.cue.dataset["kind"] = cue.kind;
    write(this.cue, cue.words);
    clearTimeout(this.cueTimer);
    this.cueTimer = setTimeout(() => write(this.cue, ""), CUE_MS);
  }

  showState(state: State): void {
    this.good = state.view.judgeable;
    this.gauge.show(state.opening_deg, this.targetDeg);
    this.ring.show(state.hold_s);
    write(this.guide, this.say(GUIDE[state.phase]));
    write(this.count, String(state.coach?.reps ?? state.reps));
    if (state.coach !== null) this.showStanding(state.coach, state);
  }

  showRep(rep: Rep): void {
    this.lights.show(rep.findings);
    this.lights.root.hidden = false;
  }

  /** What was kept of a finished set, below everything else. */
  showResult(result: HTMLElement): void {
    this.results.prepend(result);
  }

  end(text: string): void {
    this.panel.hidden = true;
    this.question.replaceChildren();
    this.controls.replaceChildren(button(this.say("again"), () => location.reload(), "main"));
    this.notify(text);
  }

  private showStanding(standing: Standing, state: State): void {
    const { stage, set, sets, side, target_reps: target, reps, seconds_left: left } = standing;
    write(this.title, this.say("set_of", { set, sets, side: this.say(side) }));
    write(this.countOf, this.say("of", { done: reps, target }));
    this.root.dataset["stage"] = stage;
    this.panel.hidden = stage === "before" || stage === "done" || stage === "stopped";
    this.notify(this.noticeOf(stage, left, state));
    this.ask(standing.asks);
    if (stage !== this.shown) {
      this.shown = stage;
      this.showControls(stage);
    }
  }

  private noticeOf(stage: Standing["stage"], left: number | null, state: State): string | null {
    if (stage === "done" || stage === "stopped") return this.say(stage);
    const seconds = Math.ceil(left ?? 0);
    if (stage === "rest") return this.say("rest_for", { seconds });
    if (!state.view.judgeable) return state.view.why ?? this.say("looking");
    if (stage === "ready") return this.say("starts_in", { seconds });
    return stage === "before" ? this.say("view_good") : null;
  }

  private showControls(stage: Standing["stage"]): void {
    const { say, actions } = this;
    const made: HTMLElement[] = [];
    if (stage === "before") made.push(button(say("start_now"), () => actions.begin(), "main"));
    if (stage === "rest") made.push(button(say("skip_rest"), () => actions.begin(), "main"));
    if (stage === "set") {
      made.push(button(say("stop"), () => actions.stop(), "main"));
      made.push(button(say("pain_now"), () => this.put("pain")));
    }
    made.push(this.muteButton(), button(say("quit"), () => actions.quit()));
    this.controls.replaceChildren(...made);
  }

  private muteButton(): HTMLButtonElement {
    let muted = this.root.dataset["muted"] === "yes";
    const made = button(this.say(muted ? "sound_on" : "sound_off"), () => {
      muted = !muted;
      this.root.dataset["muted"] = muted ? "yes" : "no";
      write(made, this.say(muted ? "sound_on" : "sound_off"));
      this.actions.mute(muted);
    });
    return made;
  }

  private ask(what: Asks | null): void {
    if (what === this.asked) return;
    this.asked = what;
    if (what === null) this.question.replaceChildren();
    else this.put(what);
  }

  /** Eleven big buttons. */
  private put(what: Asks): void {
    const title = element("p", { class: "question-title", id: `ask-${what}` }, this.say(`ask_${what}`));
    const numbers = Array.from({ length: 11 }, (_, value) =>
      button(String(value), () => {
        this.question.replaceChildren();
        this.actions.felt(what, value);
      }, "number"),
    ); // prettier-ignore
    const scale = element("p", { class: "scale" }, this.say("scale"));
    const group = element("div", { class: "numbers", role: "group", "aria-labelledby": `ask-${what}` }, ...numbers);
    this.question.replaceChildren(title, group, scale);
  }
}
