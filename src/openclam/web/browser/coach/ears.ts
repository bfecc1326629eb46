/**
 * Answers by voice, only where the browser recognises speech on this device itself. A recogniser that sends sound to
 * somebody's server is never used: where the browser does not promise otherwise, there are no ears.
 */
import type { Lang } from "./protocol";

export type Heard = number | "stop" | "start";

const WORDS: Record<Lang, readonly string[]> = {
  en: ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
  nl: ["nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"],
};
/** What recognisers write for them as well. */
const ALSO: Record<Lang, Readonly<Record<string, number>>> = {
  en: { none: 0, nothing: 0, won: 1, to: 2, too: 2, for: 4, ate: 8 },
  nl: { geen: 0, niets: 0, één: 1, "'n": 1 },
};
const ORDERS: Record<Lang, Readonly<Record<string, "stop" | "start">>> = {
  en: { stop: "stop", start: "start", begin: "start" },
  nl: { stop: "stop", stoppen: "stop", start: "start", begin: "start" },
};

/** What one utterance means; null where it is more than an answer, such as the coach's own question in the room. */
export function meaning(utterance: string, lang: Lang): Heard | null {
  const words = utterance.trim().toLowerCase().replace(/[.!?,]+$/, "");
  const order = ORDERS[lang][words];
  if (order !== undefined) return order;
  if (/^(10|[0-9])$/.test(words)) return Number(words);
  const place = WORDS[lang].indexOf(words);
  return place >= 0 ? place : (ALSO[lang][words] ?? null);
}

/** The part of the Web Speech API that is used here; TypeScript's own library has none of it. */
interface Recogniser extends EventTarget {
  lang: string;
  continuous: boolean;
  processLocally: boolean;
  start(): void;
  abort(): void;
}
interface RecogniserKind {
  new (): Recogniser;
  available?(options: { langs: string[]; processLocally: boolean }): Promise<string>;
}
interface Result {
  readonly isFinal: boolean;
  readonly 0?: { readonly transcript: string };
}

/** After the coach has spoken the room still rings. */
const ECHO_MS = 500;
const AGAIN_MS = 300;
const GIVEN_UP = new Set(["not-allowed", "service-not-allowed", "audio-capture", "language-not-supported"]);

export class Ears {
  private recogniser: Recogniser | null = null;
  private spokeAt = -Infinity;
  private watching = 0;

  private constructor(
    private readonly kind: RecogniserKind,
    private readonly lang: Lang,
    private readonly tag: string,
  ) {}

  /** Ears that work on this device alone; null where the browser has none, or does not say so. */
  static async find(lang: Lang): Promise<Ears | null> {
    const kind = (window as unknown as { SpeechRecognition?: RecogniserKind }).SpeechRecognition;
    if (kind?.available === undefined || !("processLocally" in kind.prototype)) return null;
    for (const tag of lang === "nl" ? ["nl-NL", "nl-BE"] : ["en-GB", "en-US"]) {
      const state = await kind.available({ langs: [tag], processLocally: true }).catch(() => "unavailable");
      if (state === "available") return new Ears(kind, lang, tag);
    }
    return null;
  }

  /** Listens until `close`; what is said while the coach speaks is not taken. */
  listen(heard: (what: Heard) => void): void {
    if (this.recogniser !== null) return;
    const recogniser = new this.kind();
    this.recogniser = recogniser;
    Object.assign(recogniser, { lang: this.tag, continuous: true, processLocally: true });
    recogniser.addEventListener("result", (event) => {
      const { results, resultIndex } = event as unknown as { results: ArrayLike<Result>; resultIndex: number };
      for (let place = resultIndex; place < results.length; place++) {
        const result = results[place];
        const what = result?.isFinal === true ? meaning(result[0]?.transcript ?? "", this.lang) : null;
        if (what !== null && performance.now() - this.spokeAt > ECHO_MS) heard(what);
      }
    });
    recogniser.addEventListener("error", (event) => {
      if (GIVEN_UP.has((event as unknown as { error: string }).error)) this.close();
    });
    recogniser.addEventListener("end", () => {
      if (this.recogniser === recogniser) setTimeout(() => this.recogniser === recogniser && recogniser.start(), AGAIN_MS);
    });
    this.watching = setInterval(() => {
      if (window.speechSynthesis?.speaking === true) this.spokeAt = performance.now();
    }, 100);
    recogniser.start();
  }

  close(): void {
    const recogniser = this.recogniser;
    this.recogniser = null;
    clearInterval(this.watching);
    recogniser?.abort();
  }
}
