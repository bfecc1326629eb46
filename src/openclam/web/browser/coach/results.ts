/** Finished sets: kept in this browser, and on the site's server only where the person agrees and asks for it. */
import { element } from "../ui/dom";
import { filmLink } from "../camera/film";
import type { Asks, Assessment, Outcome } from "./protocol";
import { ResultCard, type CardAddresses } from "./result.card";
import { keepSet, keptSets, type KeptSet } from "../history/store";
import type { Say } from "../ui/words";

/** One set of this visit, from its begin; the assessment may come much later, when there was no line. */
interface Entry {
  finishedAt: string | null;
  pain: number | null;
  effort: number | null;
  film: Blob | null;
  id: number | null;
  assessment: Assessment | null;
  card: ResultCard | null;
}

export class Results {
  private readonly entries: Entry[] = [];

  constructor(
    private readonly say: Say,
    private readonly addresses: CardAddresses,
    private readonly screening: () => Outcome | null,
    private readonly show: (result: HTMLElement) => void,
  ) {}

  /** A set begins. */
  begin(): void {
    this.entries.push({ finishedAt: null, pain: null, effort: null, film: null, id: null, assessment: null, card: null });
  }

  /** The set is over: the next document that is of no set yet is of this one. */
  finish(): void {
    if (this.entries.at(-1)?.finishedAt !== null) this.begin(); // a set that began before the page was loaded anew
    const entry = this.entries.at(-1);
    if (entry !== undefined) entry.finishedAt = new Date().toISOString();
  }

  /** The set that was finished first and has no document yet had nothing to judge. */
  nothing(): void {
    const place = this.entries.findIndex((entry) => entry.finishedAt !== null && entry.assessment === null);
    const [entry] = place < 0 ? [] : this.entries.splice(place, 1);
    if (entry !== undefined && entry.film !== null) this.show(this.filmCard(entry.film));
  }

  felt(what: Asks, value: number): void {
    const entry = this.entries.at(-1);
    if (entry === undefined) return;
    entry[what] = what === "pain" ? Math.max(value, entry.pain ?? 0) : value;
    void this.keep(entry);
  }

  /** The video of the set that was finished last. */
  filmed(film: Blob): void {
    const entry = this.entries.at(-1);
    if (entry === undefined) return;
    entry.film = film;
    entry.card?.film(film);
  }

  /** A document: of a set that waits for one, or one that is told anew. */
  async take(assessment: Assessment): Promise<void> {
    const same = this.entries.find((entry) => entry.assessment !== null && key(entry.assessment) === key(assessment));
    const waiting = this.entries.find((entry) => entry.finishedAt !== null && entry.assessment === null);
    const entry = same ?? waiting ?? this.added();
    entry.finishedAt ??= new Date().toISOString();
    entry.assessment = assessment;
    if (same === undefined && waiting === undefined) await this.recall(entry, assessment);
    await this.keep(entry);
  }

  private added(): Entry {
    this.begin();
    return this.entries.at(-1) as Entry;
  }

  /** A set that this browser kept before the page was loaded anew is not kept twice. */
  private async recall(entry: Entry, assessment: Assessment): Promise<void> {
    const kept = (await keptSets().catch(() => [])).at(-1);
    if (kept?.id === undefined || key(kept.assessment) !== key(assessment)) return;
    Object.assign(entry, { id: kept.id, pain: kept.pain, effort: kept.effort, finishedAt: kept.performedAt });
  }

  private async keep(entry: Entry): Promise<void> {
    const { assessment, finishedAt } = entry;
    if (assessment === null || finishedAt === null) return;
    const { pain, effort } = entry;
    const set: KeptSet = { performedAt: finishedAt, pain, effort, assessment, screening: this.screening() };
    const card = (entry.card ??= this.shown(set, entry.film));
    card.update(set);
    try {
      entry.id = await keepSet(entry.id === null ? set : { ...set, id: entry.id });
      card.tell(this.say("kept"));
    } catch (problem) {
      card.tell(this.say("not_kept", { why: String(problem) }));
    }
  }

  private shown(set: KeptSet, film: Blob | null): ResultCard {
    const card = new ResultCard(set, this.say, this.addresses);
    if (film !== null) card.film(film);
    this.show(card.root);
    return card;
  }

  private filmCard(film: Blob): HTMLElement {
    const title = element("h2", {}, this.say("nothing_judged"));
    return element("article", { class: "result" }, title, filmLink(film, new Date(), this.say("film_download")));
  }
}

/** The same set, told once more: its reps lie at the same times. */
function key(assessment: Assessment): string {
  return JSON.stringify([assessment.moving_leg, ...assessment.reps.map((rep) => [rep.start_s, rep.end_s])]);
}
