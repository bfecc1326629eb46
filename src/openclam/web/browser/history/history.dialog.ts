/** One set that this browser keeps, and what can be done with it; and the question before something is deleted. */
import { element, write } from "../ui/dom";
import type { Speech } from "./history.words";
import { reportForm } from "../coach/report";
import { saveOnSite } from "./saving";
import type { KeptSet } from "./store";

export interface Addresses {
  readonly sets: string;
  readonly report: string;
  readonly consent: string;
}

export interface Doings {
  /** Whether the server keeps this set as well. */
  readonly onSite: boolean;
  saved(): void;
  drop(): Promise<void>;
}

export class SetDialog {
  private readonly root = element("dialog", { class: "dialog" });
  private readonly status = element("p", { role: "status", class: "status" });

  constructor(
    private readonly set: KeptSet,
    private readonly say: Speech,
    private readonly addresses: Addresses,
    private readonly doings: Doings,
  ) {
    const title = element("h2", { id: "set-title", tabindex: -1 }, say.words("here.set", { day: say.day(set.performedAt), time: say.time(set.performedAt) }));
    this.root.setAttribute("aria-labelledby", title.id);
    const report = reportForm(set.assessment, addresses.report, say.words("here.report"));
    report.querySelector("button")?.setAttribute("class", "button");
    const drop = element("button", { type: "button", class: "button quiet danger" }, say.words("here.delete"));
    drop.addEventListener("click", () => void this.drop());
    const close = element("button", { type: "button", class: "button quiet" }, say.words("here.close"));
    close.addEventListener("click", () => this.root.close());
    this.root.append(title, ...this.told(), element("div", { class: "actions" }, report, drop, close), this.saving(), this.status);
    this.root.addEventListener("close", () => this.root.remove());
  }

  open(within: HTMLElement): void {
    within.append(this.root);
    this.root.showModal();
    this.root.querySelector<HTMLElement>("h2")?.focus(); // first what it is, then what can be done
  }

  private told(): HTMLElement[] {
    const { say, set } = this;
    const felt = [["here.pain", set.pain] as const, ["here.effort", set.effort] as const].filter(([, value]) => value !== null);
    const rows = felt.map(([key, value]) => element("p", {}, `${say.words(key)}: ${say.quantity(value, null)} / 10`));
    const advice = set.screening?.summary ?? "";
    return advice === "" ? rows : [...rows, element("p", { class: "small" }, `${say.words("here.screening")}: ${advice}`)];
  }

  /** Nothing is sent before the words were agreed to. */
  private saving(): HTMLElement {
    const { say } = this;
    if (this.doings.onSite) return element("p", { class: "small" }, say.words("here.on_site"));
    const tick = element("input", { type: "checkbox", id: "agree-to-save", required: true });
    const label = element("label", { for: tick.id }, say.words("save.agree"));
    const save = element("button", { class: "button" }, say.words("save.button"));
    const form = element(
      "form",
      {},
      element("h3", {}, say.words("here.save")),
      element("p", { class: "small" }, this.addresses.consent),
      element("p", { class: "tick" }, tick, label),
      element("p", { class: "actions" }, save),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      save.disabled = true;
      void this.save().then((saved) => (saved ? form.remove() : (save.disabled = false)));
    });
    return form;
  }

  private async save(): Promise<boolean> {
    try {
      await saveOnSite(this.addresses.sets, this.set);
      this.doings.saved();
      write(this.status, this.say.words("here.saved"));
      return true;
    } catch (problem) {
      write(this.status, this.say.words("here.not_saved", { why: problem instanceof Error ? problem.message : String(problem) }));
      return false;
    }
  }

  private async drop(): Promise<void> {
    if (!(await confirmed(this.root, this.say.words("here.sure_one"), this.say))) return;
    this.root.close();
    await this.doings.drop();
  }
}

/** Asks before something is deleted; whatever is no clear yes, as the Escape key, is a no. */
export function confirmed(within: HTMLElement, question: string, say: Speech): Promise<boolean> {
  const words = element("p", { class: "lead", id: "sure-words" }, question);
  const no = element("button", { value: "no", class: "button quiet" }, say.words("delete.no"));
  const yes = element("button", { value: "yes", class: "button danger" }, say.words("delete.yes"));
  const form = element("form", { method: "dialog" }, words, element("p", { class: "actions" }, no, yes));
  const dialog = element("dialog", { class: "dialog", role: "alertdialog", "aria-labelledby": words.id }, form);
  within.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}
