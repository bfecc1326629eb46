/** The form with the questions, as the server made it: every group wants a tick, or "none of these". */
import { button, element, write } from "../ui/dom";
import type { Answer } from "./protocol";
import type { Say } from "../ui/words";

type Answers = Readonly<Record<string, Answer>>;

interface Group {
  readonly root: HTMLFieldSetElement;
  readonly items: readonly HTMLInputElement[];
  readonly none: HTMLInputElement;
  readonly problem: HTMLElement;
}

export class ScreeningForm {
  readonly root: HTMLFormElement;
  private readonly groups: readonly Group[];

  constructor(
    section: HTMLElement,
    private readonly say: Say,
  ) {
    const form = section.querySelector("form");
    if (form === null) throw new Error("the page lacks the questions before the set");
    this.root = form;
    this.groups = [...form.querySelectorAll("fieldset")].map((root) => this.group(root));
  }

  /** Whether these answers are to the questions that are asked here, all of them. */
  fits(answers: Answers): boolean {
    const asked = this.groups.flatMap((group) => group.items.map((item) => item.name));
    return asked.length === Object.keys(answers).length && asked.every((slug) => answers[slug] !== undefined);
  }

  fill(answers: Answers): void {
    for (const { items, none } of this.groups) {
      for (const item of items) item.checked = answers[item.name] !== "no";
      none.checked = items.every((item) => !item.checked);
    }
  }

  /** Whether something is ticked that wants more than "go on in this way". */
  ticksCareful(): boolean {
    return this.groups.some(({ root, items }) => root.dataset["level"] !== "adapt" && items.some((item) => item.checked));
  }

  /** Shows the form; resolves once every group is answered. */
  async answered(): Promise<Answers> {
    this.root.hidden = false;
    this.root.querySelector(".actions")?.remove();
    const press = button(this.say("answers_done"), () => undefined, "main");
    press.type = "submit";
    this.root.append(element("div", { class: "actions" }, press));
    await new Promise<void>((resolve) => {
      this.root.onsubmit = (event) => {
        event.preventDefault();
        if (this.complete()) resolve();
      };
    });
    return Object.fromEntries(this.groups.flatMap(({ items }) => items.map((item) => [item.name, item.checked ? "yes" : "no"])));
  }

  private group(root: HTMLFieldSetElement): Group {
    const none = root.querySelector<HTMLInputElement>("input[data-none]");
    if (none === null) throw new Error('a question before the set lacks "none of these"');
    const items = [...root.querySelectorAll<HTMLInputElement>("input:not([data-none])")];
    const problem = root.appendChild(element("p", { class: "field-problem", role: "alert", id: `${none.id}-problem` }));
    root.addEventListener("change", ({ target }) => {
      if (target === none && none.checked) for (const item of items) item.checked = false;
      else if (target instanceof HTMLInputElement && target.checked) none.checked = false;
      write(problem, "");
    });
    return { root, items, none, problem };
  }

  /** Points at the first group without an answer. */
  private complete(): boolean {
    const open = this.groups.filter(({ items, none }) => !none.checked && items.every((item) => !item.checked));
    for (const group of open) {
      write(group.problem, this.say("answer_group"));
      group.root.setAttribute("aria-describedby", group.problem.id);
    }
    open[0]?.items[0]?.focus();
    return open.length === 0;
  }
}
