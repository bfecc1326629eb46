/** What the page does while there is no line to the engine, and until the engine has caught up again. */
import { LocalCoach, saying } from "./offline";
import type { WholePlan } from "./plan";
import type { Asks, Standing } from "./protocol";
import type { Line } from "./socket";
import type { Say } from "../ui/words";

/** A line that is back sooner was never missed. */
const MISSED_S = 3;

export class LineDown {
  private lostS: number | null = null;
  private why: string | null = null;
  private coach: LocalCoach | null = null;
  private last: Standing | null = null;

  constructor(
    private readonly say: Say,
    private readonly speak: (words: string) => void,
  ) {}

  /** Whether this page's own clock leads now. */
  get leads(): boolean {
    return this.coach !== null;
  }

  line(line: Line, why: string | null, nowS: number): void {
    this.lostS = line === "waiting" ? (this.lostS ?? nowS) : null;
    this.why = line === "waiting" ? why : null;
  }

  /** Takes over where `standing` is, once the line is missed; null while the engine leads. */
  step(plan: WholePlan, repS: number | null, standing: Standing | null, nowS: number): Standing | null {
    if (this.coach === null) {
      if (this.lostS === null || nowS - this.lostS < MISSED_S) return null;
      this.coach = new LocalCoach(plan, repS, standing, nowS);
      this.last = standing;
      this.speak(this.say("line_gone"));
    }
    const now = this.coach.at(nowS);
    const key = saying(this.last, now);
    if (key !== null) this.speak(this.say(key, { side: this.say(now.side), reps: now.target_reps }));
    this.last = now;
    return now;
  }

  /** The engine has caught up: it leads again. */
  over(): void {
    this.coach = null;
    this.last = null;
  }

  begin(nowS: number): void {
    this.coach?.begin(nowS);
  }

  stop(nowS: number): void {
    this.coach?.stop(nowS);
  }

  felt(what: Asks, value: number): void {
    this.coach?.felt(what, value);
  }

  /** What the page says meanwhile. */
  words({ stage }: Standing): string {
    if (this.lostS === null) return this.say("catching_up");
    const after = stage === "done" || stage === "stopped" ? "offline_after" : "offline";
    return this.why === null ? this.say(after) : `${this.why} ${this.say(after)}`;
  }
}
