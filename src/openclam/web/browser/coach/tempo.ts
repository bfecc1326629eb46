/**
 * The guide for pace and breath: a ball that rises while the knee is to open (breathe out), stays, and falls while it is
 * to close (breathe in). It follows the person: whoever begins a rep takes the guide along.
 */
import { element, svg, write } from "../ui/dom";
import type { Phase, Step } from "./protocol";
import { readKept, writeKept } from "../ui/remembered";

const TEMPO = "openclam.tempo";
/** After its own rep the guide waits so long for the person to begin, before it leads again: judgement. */
const PATIENCE_S = 3;
/** A rep is not begun twice within this time; what looks so is the leg trembling at the start. */
const SETTLED_S = 1.5;
const TOP = 18;
const BOTTOM = 142;

/** The pace that the server gave last, for when there is no line; it differs by language. */
export function rememberedTempo(lang: string, steps: readonly Step[] | null): readonly Step[] {
  if (steps !== null && steps.length > 0) writeKept(`${TEMPO}.${lang}`, steps);
  return steps ?? readKept<Step[]>(`${TEMPO}.${lang}`) ?? [];
}

export class TempoGuide {
  readonly root: HTMLElement;
  private readonly level = svg("rect", { class: "tempo-level", x: 14, width: 32, rx: 16 });
  private readonly ball = svg("circle", { class: "tempo-ball", cx: 30, r: 18 });
  private readonly words = element("p", { class: "tempo-words" });
  private readonly breath = element("p", { class: "tempo-breath" });
  private steps: readonly Step[] = [];
  private begunS: number | null = null;
  private last: Phase = "rest";
  private drawing = 0;

  constructor() {
    const picture = svg(
      "svg",
      { viewBox: "0 0 60 160", class: "tempo-picture", "aria-hidden": "true" },
      svg("rect", { class: "tempo-track", x: 14, y: 2, width: 32, height: 156, rx: 16 }),
      this.level,
      this.ball,
    );
    this.root = element("div", { class: "tempo", hidden: true }, picture, element("div", {}, this.words, this.breath));
    this.place(0);
  }

  pace(steps: readonly Step[]): void {
    this.steps = steps;
  }

  /** How long one guided rep takes; null without a pace. */
  get repS(): number | null {
    return this.steps.at(-1)?.end_s ?? null;
  }

  /** Runs during a set, and at no other time. */
  run(on: boolean): void {
    const runs = on && this.steps.length > 0;
    this.root.hidden = !runs;
    if (!runs) {
      this.begunS = null;
      cancelAnimationFrame(this.drawing);
      this.drawing = 0;
    } else if (this.drawing === 0) {
      this.begunS = nowS();
      this.draw();
    }
  }

  /** What the leg did `agoS` seconds ago: a rep that begins takes the guide along. */
  person(phase: Phase, agoS: number): void {
    const begins = phase === "opening" && this.last === "rest";
    this.last = phase;
    if (begins && this.begunS !== null && nowS() - this.begunS > SETTLED_S) this.begunS = nowS() - agoS;
  }

  private draw(): void {
    this.drawing = requestAnimationFrame(() => this.draw());
    const repS = this.repS;
    if (this.begunS === null || repS === null) return;
    if (nowS() - this.begunS >= repS + PATIENCE_S) this.begunS = nowS();
    const sinceS = nowS() - this.begunS;
    const step = this.steps.find((one) => sinceS < one.end_s) ?? this.steps.at(-1);
    if (step === undefined) return;
    const share = Math.min(1, (sinceS - step.start_s) / (step.end_s - step.start_s));
    this.place({ opening: share, hold: 1, closing: 1 - share, rest: 0 }[step.phase]);
    this.root.dataset["phase"] = step.phase;
    write(this.words, step.words);
    write(this.breath, step.breath_words);
  }

  private place(open: number): void {
    const eased = (1 - Math.cos(Math.PI * open)) / 2; // calm at both ends, as the movement should be
    const y = BOTTOM + (TOP - BOTTOM) * eased;
    this.ball.setAttribute("cy", y.toFixed(2));
    this.level.setAttribute("y", (y - 16).toFixed(2));
    this.level.setAttribute("height", (158 - y + 16).toFixed(2));
  }
}

function nowS(): number {
  return performance.now() / 1000;
}
