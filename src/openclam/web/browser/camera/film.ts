/** A video of the set, only where the person asked for one. It stays in this page's memory and goes with the page. */
import { element } from "../ui/dom";

const KINDS = ["video/mp4;codecs=avc1", "video/webm;codecs=vp9", "video/webm"];
const BITS_PER_S = 2_500_000;

export class Film {
  private recorder: MediaRecorder | null = null;
  private parts: Blob[] = [];

  /** Whether this browser can record at all. */
  static possible(): boolean {
    return typeof MediaRecorder !== "undefined";
  }

  get running(): boolean {
    return this.recorder !== null;
  }

  begin(stream: MediaStream | null): void {
    if (stream === null || this.recorder !== null) return;
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    this.parts = [];
    this.recorder = new MediaRecorder(stream, { videoBitsPerSecond: BITS_PER_S, ...(mimeType === undefined ? {} : { mimeType }) });
    this.recorder.ondataavailable = ({ data }) => {
      if (data.size > 0) this.parts.push(data);
    };
    this.recorder.start(1000); // in pieces, so that a camera that goes away in the middle leaves what came before
  }

  /** The video of the set that was being recorded; null where there is none. */
  async end(): Promise<Blob | null> {
    const recorder = this.recorder;
    this.recorder = null;
    if (recorder === null) return null;
    if (recorder.state !== "inactive") {
      await new Promise((resolve) => {
        recorder.onstop = resolve;
        recorder.stop();
      });
    }
    const parts = this.parts;
    this.parts = [];
    return parts.length === 0 ? null : new Blob(parts, { type: recorder.mimeType.split(";")[0] ?? "video/webm" });
  }
}

/** A link that puts the video among the person's own files; the browser forgets it with the page. */
export function filmLink(film: Blob, at: Date, words: string): HTMLAnchorElement {
  const stamp = at.toISOString().slice(0, 16).replace("T", "-").replace(":", "");
  const download = `openclam-${stamp}.${film.type.includes("mp4") ? "mp4" : "webm"}`;
  return element("a", { class: "coach-button film", href: URL.createObjectURL(film), download }, words);
}
