/** What the person sees of the live coach, from the floor, three metres away: little, and that large. */
import { button, element, write } from "../ui/dom";
import { HoldRing, OpeningGauge } from "./gauge";
import { Lights, type Groups } from "./lights";
import { drawOutline } from "../camera/outline";
import type { Landmarks } from "../camera/pose.messages";
import type { Asks, Cue, Rep, Standing, State } from "./protocol";
import { Question } from "./question";
import { Rest } from "./rest";
import { TempoGuide } from "./tempo";
import type { Say } from "../ui/words";

/** Judgement: what a knee should open to where nothing is known of this hip yet (geometry of the exercise, 25 to 40°). */
const DEFAULT_TARGET_DEG = 30;
/** A cue stays so long; at three metres it is read slowly. */
const CUE_MS = 6000;
/** The exercise asks for a second at the top. */
const HOLD_S = 1;

type Stage = Standing["stage"];

/** What the person can do. */
export interface Actions {
  begin(): void;
  stop(): void;
  quit(): void;
  felt(what: Asks, value: number): void;
  mute(muted: boolean): void;
}

export class CoachView {
  readonly picture: HTMLElement;
  readonly tempo = new TempoGuide();
  readonly question: Question;
  private readonly canvas = element("canvas", { class: "outline", "aria-hidden": "true" });
  private readonly cue = element("p", { class: "cue", role: "status", "aria-live": "assertive" });
  private readonly notice = element("p", { class: "coach-notice", role: "status" });
  private readonly title = element("h2", { class: "set-title" });
  private readonly count = element("p", { class: "count" }, "0");
  private readonly countOf = element("p", { class: "count-of" });
  private readonly gauge: OpeningGauge;
  private readonly ring: HoldRing;
  private readonly lights: Lights;
  private readonly rest: Rest;
  private readonly panel: HTMLElement;
  private readonly controls = element("div", { class: "controls" });
  private readonly results = element("div", { class: "results" });
  /** What is shown now; an offline session has other words and buttons. */
  private shown: { stage: Stage; offline: boolean } | null = null;
  private targetDeg = DEFAULT_TARGET_DEG;
  private cueTimer = 0;
  /** Whether the view can be judged; null where nobody judges. */
  private good: boolean | null = false;

  constructor(
    private readonly root: HTMLElement,
    video: HTMLVideoElement,
    private readonly say: Say,
    groups: Groups,
    label: string,
    private readonly actions: Actions,
  ) {
    this.picture = element("div", { class: "picture" }, video, this.canvas);
    this.question = new Question(say, (what, value) => actions.felt(what, value));
    this.gauge = new OpeningGauge(label);
    this.ring = new HoldRing(say("hold"), HOLD_S);
    this.lights = new Lights(say, groups);
    this.lights.root.hidden = true;
    this.rest = new Rest(say);
    this.panel = element(
      "section",
      { class: "live", hidden: true },
      this.title,
      element("div", { class: "counter" }, this.count, this.countOf),
      element("div", { class: "dials" }, this.gauge.root, this.ring.root),
      this.tempo.root,
    );
    this.setTarget(null);
  }

  /** Puts the parts into the page, below what it holds already, with what is to be filled in before the set. */
  open(setup: HTMLElement): void {
    this.picture.hidden = true;
    const watched = element("div", { class: "watched" }, this.picture, this.lights.root);
    const parts = [this.notice, this.cue, this.question.root, watched, this.rest.root, this.panel, this.controls, setup, this.results];
    this.root.append(element("div", { class: "coach" }, ...parts));
    this.notify(null);
  }

  notify(text: string | null): void {
    this.notice.hidden = text === null;
    write(this.notice, text ?? "");
  }

  outline(landmarks: Landmarks): void {
    this.picture.hidden = false;
    drawOutline(this.canvas, landmarks, this.good);
  }

  setTarget(deg: number | null): void {
    this.targetDeg = deg ?? DEFAULT_TARGET_DEG;
    this.gauge.target(this.targetDeg);
  }

  /** Shows a cue, large, for a while; a mere count is shown as the count itself. */
  showCue(cue: Pick<Cue, "kind" | "words">): void {
    if (cue.kind === "count") return;
    this.cue.dataset["kind"] = cue.kind;
    write(this.cue, cue.words);
    clearTimeout(this.cueTimer);
    this.cueTimer = setTimeout(() => write(this.cue, ""), CUE_MS);
  }

  /** What the engine says of this moment; `agoS` is how long that moment lies back. */
  showState(state: State, agoS: number): void {
    this.good = state.view.judgeable;
    this.gauge.show(state.opening_deg, this.targetDeg);
    this.ring.show(state.hold_s);
    this.tempo.person(state.phase, agoS);
    if (state.coach === null) return;
    this.showStanding(state.coach, false);
    write(this.count, String(state.coach.reps));
    this.notify(this.noticeOf(state.coach, state.view));
  }

  /** Where the session stands by this page's own clock, while nobody counts or corrects. */
  showOffline(standing: Standing, words: string): void {
    this.good = null;
    if (this.shown?.offline !== true) write(this.cue, ""); // what was said with a line is of the past
    this.showStanding(standing, true);
    this.notify(words);
  }

  showRep(rep: Rep): void {
    this.lights.show(rep.findings);
    this.lights.root.hidden = false;
  }

  /** What was kept of a finished set, below everything else. */
  showResult(result: HTMLElement): void {
    this.results.prepend(result);
  }

  /** Presses the large button. */
  press(): void {
    this.root.querySelector<HTMLButtonElement>(".coach-button.main:not([hidden])")?.click();
  }

  end(text: string): void {
    this.root.dataset["stage"] = "done";
    this.panel.hidden = this.picture.hidden = true;
    this.rest.root.hidden = true;
    this.tempo.run(false);
    this.question.ask(null);
    write(this.cue, "");
    const again = button(this.say("again"), () => location.reload(), "main");
    this.controls.replaceChildren(again);
    this.notify(text);
    again.focus();
  }

  private showStanding(standing: Standing, offline: boolean): void {
    const { stage, set, sets, side, target_reps: target } = standing;
    write(this.title, this.say("set_of", { set, sets, side: this.say(side) }));
    write(this.countOf, target > 0 ? this.say("of", { target }) : "");
    Object.assign(this.root.dataset, { stage, counts: offline ? "no" : "yes" });
    this.panel.hidden = stage !== "set";
    this.tempo.run(stage === "set");
    this.rest.show(standing);
    this.question.ask(standing.asks);
    if (stage === this.shown?.stage && offline === this.shown.offline) return;
    this.shown = { stage, offline };
    this.showControls(stage, offline);
  }

  private noticeOf(standing: Standing, view: State["view"]): string | null {
    const { stage } = standing;
    if (stage === "done" || stage === "stopped") return this.say(stage);
    if (stage === "rest") return null;
    if (!view.judgeable) return view.why ?? this.say("looking");
    return stage === "before" ? this.say("view_good") : null;
  }

  private showControls(stage: Stage, offline: boolean): void {
    const { say, actions } = this;
    const lost = this.controls.contains(document.activeElement) || document.activeElement === document.body;
    const made: HTMLElement[] = [];
    if (stage === "before") made.push(button(say(offline ? "start_offline" : "start_now"), () => actions.begin(), "main"));
    if (stage === "rest") made.push(button(say("skip_rest"), () => actions.begin(), "main"));
    if (stage === "set") {
      made.push(button(say("stop"), () => actions.stop(), "main"));
      made.push(button(say("pain_now"), () => this.question.put("pain")));
    }
    made.push(this.muteButton(), button(say("quit"), () => actions.quit()), element("p", { class: "keys-help" }, say("keys_help")));
    this.controls.replaceChildren(...made);
    // Whoever works by keyboard goes on from where the session is; an open question keeps the focus.
    if (lost && this.question.asks === null) made[0]?.focus({ preventScroll: true });
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
}
