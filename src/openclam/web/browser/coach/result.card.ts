/** What is shown of one finished set, and what can be done with it. */
import { button, element, write } from "../ui/dom";
import { filmLink } from "../camera/film";
import { refillReport, reportForm } from "./report";
import { saveOnSite } from "../history/saving";
import type { KeptSet } from "../history/store";
import type { Say } from "../ui/words";

/** Where things go, and what is agreed to by saving; null where the site offers it not. */
export interface CardAddresses {
  readonly sets: string;
  readonly report: string;
  readonly history: string | null;
  readonly consent: string | null;
}

export class ResultCard {
  readonly root: HTMLElement;
  private readonly status = element("p", { class: "kept", role: "status" });
  private readonly doings = element("div", { class: "doings" });
  private readonly report: HTMLFormElement;

  constructor(
    private set: KeptSet,
    private readonly say: Say,
    private readonly addresses: CardAddresses,
  ) {
    const { assessment } = set;
    const opening = Math.round(Math.max(0, ...assessment.reps.map((rep) => rep.opening_deg.value ?? 0)));
    const reps = assessment.reps.length;
    const title = say(reps === 1 ? "set_done_one" : "set_done", { reps, opening, side: say(assessment.moving_leg) });
    this.report = reportForm(assessment, addresses.report, say("report"));
    this.doings.append(this.report);
    if (addresses.history !== null) this.doings.append(element("a", { class: "coach-button", href: addresses.history }, say("history")));
    this.root = element("article", { class: "result" }, element("h2", {}, title), this.status, this.doings, this.saving());
  }

  /** The same set, told anew, as once it is known how it felt. */
  update(set: KeptSet): void {
    this.set = set;
    refillReport(this.report, set.assessment);
  }

  tell(words: string): void {
    write(this.status, words);
  }

  film(film: Blob): void {
    this.doings.querySelector(".film")?.remove();
    this.doings.append(filmLink(film, new Date(this.set.performedAt), this.say("film_download")));
  }

  /** Nothing is sent before the words were agreed to. */
  private saving(): HTMLElement {
    const { say } = this;
    const agreed = element("input", { type: "checkbox" });
    const save = button(say("save"), () => {
      save.disabled = true;
      void this.save().then((saved) => (saved ? details.remove() : (save.disabled = false)));
    });
    save.disabled = true;
    agreed.addEventListener("change", () => (save.disabled = !agreed.checked));
    const words = element("label", { class: "choice" }, agreed, element("span", {}, this.addresses.consent ?? say("consent")));
    const details = element("details", { class: "saving" }, element("summary", {}, say("save_where")), words, save);
    return details;
  }

  /** Asks the server to keep the set; says what came of it. */
  private async save(): Promise<boolean> {
    try {
      await saveOnSite(this.addresses.sets, this.set);
      this.tell(this.say("saved"));
      return true;
    } catch (problem) {
      this.tell(this.say("not_saved", { why: problem instanceof Error ? problem.message : String(problem) }));
      return false;
    }
  }
}
