/** The last rep's verdicts, one light for each group of statements; each verdict has a shape as well as a colour. */
import { element, svg, write } from "../ui/dom";
import type { Finding, Verdict } from "./protocol";
import type { Key, Say } from "../ui/words";

const GROUPS = ["pelvis", "feet", "torso", "tempo", "range"] as const;
type Group = (typeof GROUPS)[number];

const KEYS: Record<Verdict, Key> = { met: "met", "not met": "not_met", "cannot judge": "cannot_judge" };
/** A tick, a triangle and a dash: told apart without colour. */
const SHAPES: Record<Verdict, string> = { met: "M5 13 L10 18 L20 6", "not met": "M12 4 L21 20 H3 Z", "cannot judge": "M5 12 H19" };

/** Group of each statement, as the exercise file has it. */
export type Groups = ReadonlyMap<string, string>;

export class Lights {
  readonly root: HTMLUListElement;
  private readonly lights = new Map<Group, { item: HTMLElement; shape: SVGPathElement; word: HTMLElement }>();

  constructor(
    private readonly say: Say,
    private readonly groups: Groups,
  ) {
    this.root = element("ul", { class: "lights", "aria-label": say("lights") });
    for (const group of GROUPS) {
      const shape = svg("path", { d: "" });
      const word = element("span", { class: "light-word" });
      const picture = svg("svg", { viewBox: "0 0 24 24", class: "light-shape", "aria-hidden": "true" }, shape);
      const item = element("li", { class: "light" }, picture, element("span", { class: "light-name" }, say(group)), word);
      this.lights.set(group, { item, shape, word });
      this.root.append(item);
    }
  }

  /** A group is as good as its worst statement that was seen; where some were not, the words say so. */
  show(findings: readonly Finding[]): void {
    for (const [group, { item, shape, word }] of this.lights) {
      const verdicts = findings.filter((one) => this.groups.get(one.statement) === group).map((one) => one.verdict);
      const verdict = (["not met", "met"] as const).find((one) => verdicts.includes(one)) ?? "cannot judge";
      const partly = verdict === "met" && verdicts.includes("cannot judge");
      item.dataset["verdict"] = verdict.replace(" ", "-");
      shape.setAttribute("d", SHAPES[verdict]);
      write(word, this.say(partly ? "met_partly" : KEYS[verdict]));
    }
  }
}
