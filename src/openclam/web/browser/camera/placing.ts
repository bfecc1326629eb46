/** Says aloud what to move until the camera sees the person well; from the floor nobody reads a page. */
import type { Standing, State } from "../coach/protocol";
import type { Say } from "../ui/words";

/** Not more often than this; and the same thing again only after so long. Judgement. */
const APART_S = 6;
const AGAIN_S = 12;
/** The person is still on the way to the floor. */
const FIRST_S = 3;

export class Placing {
  private since: number | null = null;
  private saidAt = -Infinity;
  private saidWords = "";
  private welcomed = false;

  /** @param offer says something where nothing else is being said; false where it was not said. */
  constructor(
    private readonly say: Say,
    private readonly offer: (words: string) => boolean,
  ) {}

  /** Takes the view at `nowS`, before a set or in the countdown to one. */
  take(view: State["view"], stage: Standing["stage"], nowS: number): void {
    if (stage !== "before" && stage !== "ready") {
      this.since = null;
      return;
    }
    this.since ??= nowS;
    if (view.judgeable) {
      if (!this.welcomed) this.welcomed = this.offer(this.say("seen_well"));
      return;
    }
    if (view.why === null || nowS - this.since < FIRST_S) return;
    const wait = view.why === this.saidWords ? AGAIN_S : APART_S;
    if (nowS - this.saidAt < wait || !this.offer(view.why)) return;
    this.saidAt = nowS;
    this.saidWords = view.why;
  }
}
