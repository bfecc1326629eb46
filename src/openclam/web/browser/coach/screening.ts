/**
 * The questions before the first set: the page has them, the server gives the advice, this browser keeps both with the day.
 * It advises and never forbids, but where the advice is to see somebody first there is no button that invites to begin.
 */
import { button, element, write } from "../ui/dom";
import type { Answer, Lang, Outcome } from "./protocol";
import { readKept, writeKept } from "../ui/remembered";
import { ScreeningForm } from "./screening.form";
import type { Say } from "../ui/words";

const KEPT = "openclam.screening";
/** An answer that takes longer comes too late for somebody who waits to begin. */
const PATIENCE_MS = 4000;

export interface Screened {
  readonly answers: Readonly<Record<string, Answer>>;
  readonly cleared: boolean | null;
  /** Null where no server could be asked. */
  readonly outcome: Outcome | null;
}

interface Kept extends Screened {
  readonly lang: Lang;
  /** When it was answered, ISO 8601 in UTC. */
  readonly at: string;
}

type Next = { readonly go: true } | { readonly go: false; readonly cleared?: boolean; readonly change?: true };

/** What was answered last, for a page that is loaded anew in the middle of a session. */
export function keptScreening(): Screened | null {
  return readKept<Kept>(KEPT);
}

export class Screening {
  private readonly form: ScreeningForm;
  private readonly advice: HTMLElement;

  constructor(
    private readonly section: HTMLElement,
    private readonly url: string,
    private readonly lang: Lang,
    private readonly say: Say,
    private readonly speak: (words: string) => void,
  ) {
    this.form = new ScreeningForm(section, say);
    this.advice = section.querySelector<HTMLElement>("#screening-advice") ?? section.appendChild(element("div"));
    this.advice.tabIndex = -1;
  }

  /** Asks, or asks whether all is as it was; resolves once the person goes on. */
  async passed(): Promise<Screened> {
    const kept = readKept<Kept>(KEPT);
    let given: Screened | null = null;
    if (kept !== null && this.form.fits(kept.answers)) {
      this.form.fill(kept.answers);
      if (await this.stillSo(kept)) {
        given = await this.judged(kept.answers, kept.cleared);
        this.keep(given);
        if (given.outcome?.may_start === true) return this.done(given);
      }
    }
    for (;;) {
      if (given === null) {
        this.advice.replaceChildren();
        given = await this.judged(await this.form.answered(), null);
        this.keep(given);
      }
      const next = await this.advised(given);
      if (next.go) return this.done(given);
      if (next.change) given = null;
      else {
        given = await this.judged(given.answers, next.cleared ?? given.cleared);
        this.keep(given);
      }
    }
  }

  private done(given: Screened): Screened {
    this.section.hidden = true;
    return given;
  }

  private keep(given: Screened): void {
    writeKept(KEPT, { ...given, lang: this.lang, at: new Date().toISOString() } satisfies Kept);
  }

  /** What was said last time, with one press to leave it so. */
  private stillSo(kept: Kept): Promise<boolean> {
    const locale = this.lang === "nl" ? "nl-NL" : "en-GB";
    const day = new Date(kept.at).toLocaleDateString(locale, { day: "numeric", month: "long", year: "numeric" });
    return this.choose(
      [element("h3", {}, this.say("as_on", { day })), ...this.cards(kept.outcome)],
      [
        [this.say("still_so"), true, "main"],
        [this.say("change_answers"), false, "plain"],
      ],
    );
  }

  /** Shows the advice, and what the person can do with it. */
  private advised(given: Screened): Promise<Next> {
    const { say } = this;
    const { outcome } = given;
    const change: [string, Next, string] = [say("change_answers"), { go: false, change: true }, "plain"];
    if (outcome === null) {
      const careful = this.form.ticksCareful();
      const words = element("p", {}, say(careful ? "advice_missing_careful" : "advice_missing"));
      const again: [string, Next, string] = [say("ask_again"), { go: false }, careful ? "main" : "plain"];
      const choices: [string, Next, string][] = careful ? [again, change] : [[say("go_on"), { go: true }, "main"], again, change];
      return this.choose([element("h3", {}, say("no_line")), words], choices);
    }
    this.speak(outcome.summary);
    const parts = [element("h3", {}, say(outcome.may_start ? "advice_start" : "advice_wait")), ...this.cards(outcome)];
    if (outcome.asks_clearance && outcome.cleared === null) {
      parts.push(element("p", { class: "clearance" }, this.section.dataset["clearance"] ?? ""));
      const clear = (cleared: boolean, key: "prescribed" | "not_prescribed"): [string, Next, string] => [say(key), { go: false, cleared }, "plain"];
      return this.choose(parts, [clear(true, "prescribed"), clear(false, "not_prescribed"), change]);
    }
    const go: [string, Next, string][] = outcome.may_start ? [[say("go_on"), { go: true }, "main"]] : [];
    const prescribed: [string, Next, string] = [say("prescribed_after_all"), { go: false, cleared: true }, "plain"];
    if (outcome.asks_clearance && outcome.cleared === false) go.push(prescribed);
    return this.choose(parts, [...go, change]);
  }

  /** The advice as it came, strictest first. */
  private cards(outcome: Outcome | null): HTMLElement[] {
    if (outcome === null) return [element("p", {}, this.say("advice_missing"))];
    if (outcome.advice.length === 0) return [element("p", { class: "advice", "data-level": "fine" }, outcome.summary)];
    return outcome.advice.map(({ level, words }) =>
      element("p", { class: "advice", "data-level": level }, element("strong", {}, this.say(level)), ` ${words}`),
    );
  }

  /** Shows words with buttons below, moves the focus there, and gives the choice that was made. */
  private choose<T>(words: readonly HTMLElement[], choices: readonly (readonly [string, T, string])[]): Promise<T> {
    this.form.root.hidden = true;
    return new Promise((resolve) => {
      const buttons = choices.map(([label, value, kind]) => button(label, () => resolve(value), kind));
      this.advice.replaceChildren(...words, element("div", { class: "actions" }, ...buttons));
      this.advice.focus();
    });
  }

  /** The server's advice on these answers; the last one on the same answers where no server can be asked. */
  private async judged(answers: Screened["answers"], cleared: boolean | null): Promise<Screened> {
    write(this.advice, this.say("asking_advice"));
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ answers, lang: this.lang, cleared }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      return { answers, cleared, outcome: (await answer.json()) as Outcome };
    } catch {
      const kept = readKept<Kept>(KEPT);
      const same = kept !== null && kept.lang === this.lang && kept.cleared === cleared && equal(kept.answers, answers);
      return { answers, cleared, outcome: same ? kept.outcome : null };
    }
  }
}

function equal(one: Screened["answers"], other: Screened["answers"]): boolean {
  const slugs = Object.keys(one);
  return slugs.length === Object.keys(other).length && slugs.every((slug) => one[slug] === other[slug]);
}
