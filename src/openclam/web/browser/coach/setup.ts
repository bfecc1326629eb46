/** Before the set: how much is to be done, and what is known of body and band. Filled in once; this browser remembers. */
import { button, element, write } from "../ui/dom";
import { Film } from "../camera/film";
import { PlanFields, type Dose } from "./plan";
import type { Details, Plan } from "./protocol";
import { keepDetails, readDetails } from "../history/store";
import type { Say } from "../ui/words";

/** Bounds as the engine has them. */
const NUMBERS = { height_cm: [100, 230], mass_kg: [20, 300], band_loop_cm: [20, 200] } as const;
type NumberName = keyof typeof NUMBERS;

export class Setup {
  readonly root = element("section", { class: "setup" });
  private readonly title: HTMLElement;
  private readonly plan: PlanFields;
  private readonly form: HTMLElement;
  private readonly wishes: HTMLElement;
  private values = readDetails();
  private film = false;
  private listen = false;

  constructor(
    private readonly say: Say,
    dose: Dose | null,
  ) {
    this.title = element("h2", { tabindex: -1 }, say("setup"));
    this.plan = new PlanFields(say, dose);
    const change = (part: Partial<Details>): void => {
      this.values = { ...this.values, ...part };
      keepDetails(this.values);
    };
    const fields = Object.keys(NUMBERS).map((name) => numberField(name as NumberName, this.values, say, change));
    this.form = element("fieldset", { class: "fields" }, element("legend", {}, say("details")), ...fields, bandField(this.values, say, change));
    this.wishes = element("fieldset", { class: "wishes" }, element("legend", {}, say("wishes")));
    if (Film.possible()) this.wishes.append(tick(say("film_wish"), say("film_wish_more"), (on) => (this.film = on)));
    const parts = this.wishes.children.length > 1 ? [this.wishes] : [];
    this.root.append(this.title, this.plan.root, this.form, ...parts);
  }

  get details(): Details {
    return this.values;
  }

  get chosenPlan(): Plan {
    return this.plan.value;
  }

  /** Whether a video of each set is wanted; never remembered, so that it is asked for each time. */
  get wantsFilm(): boolean {
    return this.film;
  }

  get wantsListening(): boolean {
    return this.listen;
  }

  /** Offers answers by voice: known only after the browser was asked. */
  offerListening(): void {
    this.wishes.append(tick(this.say("listen_wish"), this.say("listen_wish_more"), (on) => (this.listen = on)));
    if (!this.wishes.isConnected) this.root.insertBefore(this.wishes, this.root.querySelector(":scope > button"));
  }

  /** Resolves with the press that begins; it also lets the page speak, which browsers grant after a press only. */
  async pressed(): Promise<void> {
    this.title.focus();
    await new Promise<void>((resolve) => this.root.append(button(this.say("look"), resolve, "main")));
  }

  /** The choices are made: what follows takes their place. */
  replace(...parts: HTMLElement[]): void {
    this.root.replaceChildren(...parts);
  }
}

export function tick(words: string, more: string | null, change: (on: boolean) => void, on = false): HTMLElement {
  const input = element("input", { type: "checkbox", checked: on });
  input.addEventListener("change", () => change(input.checked));
  const text = element("span", {}, words, ...(more === null ? [] : [element("span", { class: "more" }, more)]));
  return element("label", { class: "choice" }, input, text);
}

function numberField(name: NumberName, details: Details, say: Say, change: (part: Partial<Details>) => void): HTMLElement {
  const [low, high] = NUMBERS[name];
  const problem = element("span", { class: "field-problem", role: "alert" });
  const input = element("input", { name, type: "number", inputmode: "decimal", min: low, max: high, step: "any", value: details[name] ?? "" });
  input.addEventListener("change", () => {
    const value = input.value === "" ? null : input.valueAsNumber;
    const fits = value === null || (value >= low && value <= high);
    input.setAttribute("aria-invalid", String(!fits));
    write(problem, fits ? "" : say("details_wrong", { low, high }));
    if (fits) change({ [name]: value });
  });
  return element("label", {}, say(name), input, problem);
}

function bandField(details: Details, say: Say, change: (part: Partial<Details>) => void): HTMLElement {
  const input = element("input", { name: "band", type: "text", maxlength: 100, value: details.band ?? "" });
  input.addEventListener("change", () => change({ band: input.value.trim() || null }));
  return element("label", {}, say("band"), input);
}
