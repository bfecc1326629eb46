/** A finished set: kept in this browser, and on the site's server only where the person asks for it. */
import { button, element, write } from "./dom";
import type { Assessment } from "./protocol";
import { keepSet, type KeptSet } from "./store";
import type { Say } from "./words";

/** Keeps the newest set, and keeps it again when it is told anew, as after pain and effort are known. */
export class Results {
  private latest: { id: number; performedAt: string; root: HTMLElement } | null = null;
  private document: Assessment | null = null;
  private pain: number | null = null;
  private effort: number | null = null;

  constructor(
    private readonly say: Say,
    private readonly saveUrl: string,
    private readonly show: (result: HTMLElement) => void,
  ) {}

  /** A new set has begun: what comes next is not of the last one. */
  next(): void {
    this.latest = null;
    this.pain = this.effort = null;
  }

  felt(what: "pain" | "effort", value: number): void {
    this[what] = value;
    if (this.document !== null && this.latest !== null) void this.take(this.document);
  }

  async take(assessment: Assessment): Promise<void> {
    this.document = assessment;
    const performedAt = this.latest?.performedAt ?? new Date().toISOString();
    const set: KeptSet = { performedAt, pain: this.pain, effort: this.effort, assessment };
    const status = element("p", { class: "kept", role: "status" });
    const root = this.card(assessment, performedAt, status);
    if (this.latest === null) this.show(root);
    else this.latest.root.replaceWith(root);
    const known = this.latest?.id;
    try {
      const id = await keepSet(known === undefined ? set : { ...set, id: known });
      this.latest = { id, performedAt, root };
      write(status, this.say("kept"));
    } catch (problem) {
      write(status, this.say("not_kept", { why: String(problem) }));
    }
  }

  private card(assessment: Assessment, performedAt: string, status: HTMLElement): HTMLElement {
    const openings = assessment.reps.map((rep) => rep.opening_deg.value ?? 0);
    const opening = Math.round(Math.max(0, ...openings));
    const save = button(this.say("save"), () => {
      save.disabled = true;
      void this.save(assessment, performedAt, status).then((saved) => (save.disabled = saved));
    });
    const summary = this.say("set_done", { reps: assessment.reps.length, opening });
    return element("article", { class: "result" }, element("h2", {}, summary), status, save);
  }

  /** Asks the server to keep the set; says what came of it. */
  private async save(assessment: Assessment, performedAt: string, status: HTMLElement): Promise<boolean> {
    const body = JSON.stringify({ assessment, consent: true, performed_at: performedAt });
    try {
      const answer = await fetch(this.saveUrl, { method: "POST", headers: { "Content-Type": "application/json" }, body });
      if (!answer.ok) {
        const told = (await answer.json().catch(() => null)) as { error?: { message?: string } } | null;
        throw new Error(told?.error?.message ?? String(answer.status));
      }
      write(status, this.say("saved"));
      return true;
    } catch (problem) {
      write(status, this.say("not_saved", { why: problem instanceof Error ? problem.message : String(problem) }));
      return false;
    }
  }
}
