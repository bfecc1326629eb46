/** What is said aloud: one thing at a time, in a voice of this device. */
import type { Cue, Lang } from "./protocol";

export class Voice {
  private readonly synthesis: SpeechSynthesis | null = window.speechSynthesis ?? null;
  muted = false;

  constructor(private readonly lang: Lang) {}

  /**
   * Says a cue. The coach leaves time between them; what is still being said when a new one comes is broken off, save by
   * a mere count, which is dropped instead.
   */
  say(cue: Pick<Cue, "kind" | "words">): void {
    if (this.synthesis === null || this.muted) return;
    if (this.synthesis.speaking || this.synthesis.pending) {
      if (cue.kind === "count") return;
      this.synthesis.cancel();
    }
    const speech = new SpeechSynthesisUtterance(cue.words);
    speech.lang = this.lang === "nl" ? "nl-NL" : "en-GB";
    // Only a voice that speaks on this device: others send every word to their maker.
    const voices = this.synthesis.getVoices();
    const own = voices.filter((voice) => voice.localService && voice.lang.startsWith(this.lang));
    if (voices.length > 0 && own.length === 0) return;
    speech.voice = own.find((voice) => voice.default) ?? own[0] ?? null;
    this.synthesis.speak(speech);
  }

  /** Says something only where nothing else is being said; false where it was not said. */
  offer(words: string): boolean {
    if (this.synthesis?.speaking === true || this.synthesis?.pending === true) return false;
    this.say({ kind: "info", words });
    return true;
  }

  silence(): void {
    this.synthesis?.cancel();
  }
}
