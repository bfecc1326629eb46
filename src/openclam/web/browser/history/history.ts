/**
 * The sets that this browser keeps, on the history page: trend, table, report, export, delete, and saving on the server
 * where the person agrees. It works without a network, and where the server keeps nothing.
 *
 * The page gives `<section id="kept-here" hidden>` with `data-lang`, `data-sets` and `data-report` (addresses),
 * `data-consent` (what is agreed to) and `data-words` (every word, as JSON, by its key in `words.toml`).
 */
import { element } from "../ui/dom";
import { figuresOf, TREND_MEASURES, type Figures } from "./history.figures";
import { SetDialog, confirmed } from "./history.dialog";
import { plot, legMark } from "./history.trend";
import { Speech } from "./history.words";
import type { Leg } from "../coach/protocol";
import { deleteSet, deleteSets, keptSets, type KeptSet } from "./store";

const LEGS: readonly Leg[] = ["left", "right"];

class History {
  private readonly say: Speech;
  private readonly shown = element("div", { class: "kept-sets" });
  /** Beginnings, to the second, of the sets that the server keeps as well; null where it could not be asked. */
  private onSite: ReadonlySet<string> | null = null;

  constructor(private readonly root: HTMLElement) {
    const { lang = "en", words = "{}" } = root.dataset;
    this.say = new Speech(lang, JSON.parse(words) as Record<string, string>);
    root.append(this.shown);
  }

  async open(): Promise<void> {
    await this.show();
    if (this.root.hidden) return;
    this.onSite = await savedOnSite(this.root.dataset["sets"] ?? "/api/v1/sets");
  }

  private async show(): Promise<void> {
    const sets = [...(await keptSets())].sort((a, b) => a.performedAt.localeCompare(b.performedAt));
    this.root.hidden = sets.length === 0;
    const nothing = document.getElementById("nothing-kept");
    if (nothing !== null) nothing.hidden = sets.length > 0;
    if (sets.length > 0) this.shown.replaceChildren(this.legend(sets), this.trends(sets), this.table(sets), this.actions(sets));
    else this.shown.replaceChildren();
  }

  private legend(sets: readonly KeptSet[]): HTMLElement {
    const legs = LEGS.filter((leg) => sets.some((set) => set.assessment.moving_leg === leg));
    const entries = legs.map((leg) => element("li", {}, legMark(leg), this.say.words(`history.legend_${leg}`)));
    return element("ul", { class: "legend" }, ...entries);
  }

  private trends(sets: readonly KeptSet[]): HTMLElement {
    const told = sets.map((set) => ({ performedAt: set.performedAt, leg: set.assessment.moving_leg, figures: figuresOf(set.assessment) }));
    const cards = TREND_MEASURES.filter(({ name }) => told.some((one) => one.figures[name] !== null)).map((measure) => {
      const latest = told.filter((one) => one.figures[measure.name] !== null).at(-1);
      const value = this.say.quantity(latest?.figures[measure.name] ?? null, measure.unit);
      const words = element("p", { class: "latest" }, element("strong", {}, value), ` ${this.say.words("history.latest")}`);
      const title = element("h3", {}, this.say.words(`measure.${measure.name}`));
      return element("section", { class: "card" }, title, words, plot(told, measure, this.say));
    });
    return element("div", { class: "trends" }, ...cards);
  }

  private table(sets: readonly KeptSet[]): HTMLElement {
    const { say } = this;
    const head = [
      element("th", { scope: "col" }, say.words("history.day")),
      element("th", { scope: "col" }, say.words("history.leg")),
      ...TREND_MEASURES.map(({ name }) => element("th", { scope: "col", class: "number" }, say.words(`measure.${name}`))),
      element("th", { scope: "col", class: "number" }, say.words("here.pain")),
      element("th", { scope: "col", class: "number" }, say.words("here.effort")),
    ];
    const rows = [...sets].reverse().map((set) => this.row(set, figuresOf(set.assessment)));
    const table = element("table", { class: "sets" }, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
    // Scrolls sideways where it is wider than the screen: so it must be reachable by keyboard, with a name.
    return element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": say.words("history.scroll") }, table);
  }

  private row(set: KeptSet, figures: Figures): HTMLElement {
    const { say } = this;
    const leg = say.words(`leg.${set.assessment.moving_leg}`);
    const hidden = element("span", { class: "hidden" }, `, ${say.time(set.performedAt)}, ${leg}`);
    const open = element("button", { type: "button", class: "link" }, say.day(set.performedAt), hidden);
    open.addEventListener("click", () => this.openSet(set));
    const number = (words: string): HTMLElement => element("td", { class: "number" }, words);
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, open),
      element("td", {}, leg),
      ...TREND_MEASURES.map(({ name, unit }) => number(say.quantity(figures[name], unit))),
      number(say.quantity(set.pain, null)),
      number(say.quantity(set.effort, null)),
    );
  }

  private actions(sets: readonly KeptSet[]): HTMLElement {
    const { say } = this;
    const keep = element("button", { type: "button", class: "button quiet" }, say.words("here.export"));
    keep.addEventListener("click", () => download(sets));
    const drop = element("button", { type: "button", class: "button quiet danger" }, say.words("here.delete_all"));
    drop.addEventListener("click", () => void this.dropAll(sets.length));
    return element("p", { class: "actions" }, keep, drop);
  }

  private openSet(set: KeptSet): void {
    const { sets = "/api/v1/sets", report = "", consent = "" } = this.root.dataset;
    new SetDialog(set, this.say, { sets, report, consent }, {
      onSite: this.onSite?.has(second(set.performedAt)) ?? false,
      saved: () => (this.onSite = new Set([...(this.onSite ?? []), second(set.performedAt)])),
      drop: async () => {
        if (set.id !== undefined) await deleteSet(set.id);
        await this.showAfterDeleting();
      },
    }).open(this.root);
  }

  private async dropAll(count: number): Promise<void> {
    if (!(await confirmed(this.root, this.say.words("here.sure_all", { count }), this.say))) return;
    await deleteSets();
    await this.showAfterDeleting();
  }

  /** What had the focus is gone: it goes to the head of what is left, and not to the top of the page. */
  private async showAfterDeleting(): Promise<void> {
    await this.show();
    const head = this.root.hidden ? document.querySelector<HTMLElement>("main") : this.root.querySelector<HTMLElement>("h2");
    head?.focus();
  }
}

/** The sets as a file, in the shape of the server's export. */
function download(sets: readonly KeptSet[]): void {
  const document_ = { schema: "openclam/export/1", sets: sets.map(({ id: _, performedAt, ...set }) => ({ performed_at: performedAt, ...set })) };
  const file = new Blob([`${JSON.stringify(document_, null, 2)}\n`], { type: "application/json" });
  const link = element("a", { href: URL.createObjectURL(file), download: "openclam-this-browser.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // not at once: the download may only be beginning
}

async function savedOnSite(address: string): Promise<ReadonlySet<string> | null> {
  try {
    const answer = await fetch(address);
    const { sets } = (await answer.json()) as { sets: readonly { performed_at: string }[] };
    return new Set(sets.map((set) => second(set.performed_at)));
  } catch {
    return null; // no network: what is kept here is shown all the same
  }
}

/** A moment to the second, as the server keeps it. */
function second(moment: string): string {
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? moment : at.toISOString().slice(0, 19);
}

const root = document.getElementById("kept-here");
if (root !== null) {
  new History(root).open().catch((problem: unknown) => {
    const words = (JSON.parse(root.dataset["words"] ?? "{}") as Record<string, string>)["here.unreadable"] ?? "";
    root.append(element("p", { class: "notice", role: "alert" }, words, " ", String(problem)));
    root.hidden = false;
  });
}
