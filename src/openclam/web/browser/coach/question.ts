/** Pain and effort, 0 to 10: big buttons, and digits on a keyboard while the question has the focus. */
import { button, element } from "../ui/dom";
import type { Asks } from "./protocol";
import type { Say } from "../ui/words";

/** After a 1 so long is waited for a 0 that makes it ten. */
const TEN_MS = 700;
/** Who ends an answer with enter means that answer, and not the button that comes after it. */
const SETTLED_MS = 1000;

export class Question {
  readonly root = element("section", { class: "question", hidden: true });
  private asked: Asks | null = null;
  private open: Asks | null = null;
  private waiting = 0;
  private answeredAt = -Infinity;

  constructor(
    private readonly say: Say,
    private readonly answered: (what: Asks, value: number) => void,
  ) {
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  /** What is being asked now. */
  get asks(): Asks | null {
    return this.open;
  }

  /** Whether keys belong to the question: it is open, or was answered just now. */
  get hasKeys(): boolean {
    return this.open !== null || performance.now() - this.answeredAt < SETTLED_MS;
  }

  /** What the coach asks; told many times, put once. */
  ask(what: Asks | null): void {
    if (what === this.asked) return;
    this.asked = what;
    if (what === null) this.close();
    else this.put(what);
  }

  put(what: Asks): void {
    this.open = what;
    const title = element("h2", { class: "question-title", id: `ask-${what}`, tabindex: -1 }, this.say(`ask_${what}`));
    const numbers = Array.from({ length: 11 }, (_, value) => button(String(value), () => this.answer(value), "number"));
    const group = element("div", { class: "numbers", role: "group", "aria-labelledby": `ask-${what}` }, ...numbers);
    this.root.replaceChildren(title, group, element("p", { class: "scale" }, this.say("scale")));
    this.root.hidden = false;
    title.focus({ preventScroll: true });
    this.root.scrollIntoView({ block: "nearest" });
  }

  answer(value: number): void {
    const what = this.open;
    if (what === null) return;
    this.close();
    this.answeredAt = performance.now();
    this.answered(what, value);
  }

  private close(): void {
    clearTimeout(this.waiting);
    this.waiting = 0;
    this.open = null;
    this.root.hidden = true;
    this.root.replaceChildren();
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
    event.preventDefault();
    const digit = Number(event.key);
    if (this.waiting !== 0) {
      // A second digit: 1 and 0 are ten; otherwise the person thought better of it.
      clearTimeout(this.waiting);
      this.waiting = 0;
      this.answer(digit === 0 ? 10 : digit);
    } else if (digit === 1) {
      this.waiting = setTimeout(() => {
        this.waiting = 0;
        this.answer(1);
      }, TEN_MS);
    } else {
      this.answer(digit);
    }
  }
}
