/** The words that the server gave the page, and numbers and days as their language writes them. */

export type Unit = "deg" | "s" | null;

export class Speech {
  constructor(
    private readonly lang: string,
    private readonly table: Readonly<Record<string, string>>,
  ) {}

  /** The words under a key of `words.toml`, with every {name} filled in. */
  words(key: string, values: Readonly<Record<string, string | number>> = {}): string {
    return (this.table[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  }

  number(value: number, places = 0): string {
    return value.toLocaleString(this.lang, { minimumFractionDigits: places, maximumFractionDigits: places });
  }

  /** A value with its unit; a dash for none. */
  quantity(value: number | null, unit: Unit): string {
    if (value === null || !Number.isFinite(value)) return "–";
    if (unit === "s") return `${this.number(value, 1)}\u00a0s`;
    return this.number(value) + (unit === "deg" ? "°" : "");
  }

  day(moment: string): string {
    return this.date(moment, { day: "numeric", month: "short", year: "numeric" });
  }

  time(moment: string): string {
    return this.date(moment, { hour: "2-digit", minute: "2-digit" });
  }

  private date(moment: string, as: Intl.DateTimeFormatOptions): string {
    const at = new Date(moment);
    // "en" alone would put the month first.
    return Number.isNaN(at.getTime()) ? "–" : at.toLocaleString(this.lang === "en" ? "en-GB" : this.lang, as);
  }
}
