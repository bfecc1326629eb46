/** The page's side of the pose worker: one picture at a time, and the network that this device can bear. */
import type { FromWorker, Landmarks, Parts, PoseModel, ToWorker } from "./pose.messages";
import type { Assets } from "../ui/assets";

/** Above this a picture takes too long for *full*: below 14 pictures a second the hold and the tempo get coarse. */
export const SLOW_MS = 70;
/** Pictures timed, and those before them that do not count: the first ones also find the person and warm up. */
const TIMED = 9;
const UNTIMED = 4;

export interface Seen {
  readonly timeS: number;
  readonly tookMs: number;
  readonly landmarks: Landmarks;
}

export class Pose {
  private readonly worker: Worker;
  private answer: ((message: FromWorker) => void) | null = null;
  private chosen: PoseModel = "full";

  constructor(private readonly assets: Assets) {
    this.worker = new Worker(assets.url("pose-worker.js"));
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.settle(data);
    this.worker.onerror = (event) => this.settle({ kind: "failed", message: event.message || "the pose worker stopped" });
  }

  /** The network in use. */
  get model(): PoseModel {
    return this.chosen;
  }

  /** Loads a network; the former one goes. Throws an Error where it cannot be loaded. */
  async open(model: PoseModel): Promise<void> {
    const parts: Parts = {
      loader: this.assets.url("vision_wasm_internal.js"),
      binary: this.assets.url("vision_wasm_internal.wasm"),
      model: this.assets.url(`pose_landmarker_${model}.task`),
    };
    const answer = await this.ask({ kind: "open", parts }, []);
    if (answer.kind !== "ready") throw new Error(failure(answer));
    this.chosen = model;
  }

  /** Landmarks of one picture taken at `timeS`; the picture is given away. One at a time. */
  async look(picture: ImageBitmap, timeS: number): Promise<Seen> {
    const answer = await this.ask({ kind: "frame", picture, timeS }, [picture]);
    if (answer.kind !== "seen") throw new Error(failure(answer));
    return answer;
  }

  /**
   * Loads *full*, times it on pictures of the camera, and changes to *lite* where it is slow.
   * Returns the median time of a picture with *full*, in ms.
   */
  async openFastEnough(next: () => Promise<{ picture: ImageBitmap; timeS: number }>): Promise<number> {
    await this.open("full");
    const times: number[] = [];
    for (let count = 0; count < UNTIMED + TIMED; count++) {
      const { picture, timeS } = await next();
      const { tookMs } = await this.look(picture, timeS);
      if (count >= UNTIMED) times.push(tookMs);
    }
    const median = times.sort((a, b) => a - b)[TIMED >> 1] ?? 0;
    if (median > SLOW_MS) await this.open("lite");
    return median;
  }

  close(): void {
    this.worker.terminate();
    this.settle({ kind: "failed", message: "closed" });
  }

  private ask(message: ToWorker, transfer: Transferable[]): Promise<FromWorker> {
    if (this.answer !== null) return Promise.reject(new Error("The pose worker is asked one thing at a time."));
    return new Promise((resolve) => {
      this.answer = resolve;
      this.worker.postMessage(message, transfer);
    });
  }

  private settle(message: FromWorker): void {
    const answer = this.answer;
    this.answer = null;
    answer?.(message);
  }
}

function failure(message: FromWorker): string {
  return message.kind === "failed" ? message.message : `an unexpected answer: ${message.kind}`;
}
