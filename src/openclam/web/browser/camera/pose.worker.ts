/**
 * The pose network, in a worker of its own, so that the page stays smooth while it works.
 *
 * It runs on the processor and not on the graphics chip: there the numbers are those of the Python runtime, on every
 * device the same.
 */
import { PoseLandmarker, type PoseLandmarkerResult } from "@mediapipe/tasks-vision";
import { Light } from "./light";
import type { FromWorker, Landmarks, Parts, ToWorker } from "./pose.messages";

/** The part of a worker's global scope that is used here; the library's own types are for pages. */
interface Scope {
  postMessage(message: FromWorker): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  /** What the runtime's loader takes for its settings. */
  Module?: { print(line: string): void; printErr(line: string): void };
}
const scope = self as unknown as Scope;

/** How long nobody may be seen before the picture is looked at turned: a head that lies is more easily seen upright. */
const PATIENCE_MS = 400;
const TURNS = [0, 90, -90];

/** The runtime tells of its own well-being, as errors to the console; real ones begin otherwise. */
const CHATTER = /^INFO: |^[IW]\d{4} /;

const light = new Light();
let landmarker: PoseLandmarker | null = null;
let lastMs = -1;
let seenMs = 0;
let looks = 0;

scope.onmessage = ({ data }) => {
  const work = data.kind === "open" ? open(data.parts) : look(data.picture, data.timeS);
  work.catch((problem: unknown) => {
    scope.postMessage({ kind: "failed", message: problem instanceof Error ? problem.message : String(problem) });
  });
};

async function open(parts: Parts): Promise<void> {
  landmarker?.close();
  landmarker = null;
  scope.Module = {
    print: () => undefined,
    printErr: (line) => {
      if (!CHATTER.test(line)) console.error(line);
    },
  };
  const fileset = { wasmLoaderPath: parts.loader, wasmBinaryPath: parts.binary };
  landmarker = await PoseLandmarker.createFromOptions(fileset, {
    baseOptions: { modelAssetPath: parts.model, delegate: "CPU" },
    runningMode: "VIDEO",
    numPoses: 1,
    canvas: new OffscreenCanvas(1, 1),
  });
  scope.postMessage({ kind: "ready" });
}

async function look(picture: ImageBitmap, timeS: number): Promise<void> {
  try {
    if (landmarker === null) throw new Error("A picture came before the pose network was open.");
    const begun = performance.now();
    // The network's clock counts whole milliseconds, and must always go forward.
    const nowMs = Math.max(Math.round(timeS * 1000), lastMs + 1);
    if (lastMs < 0) seenMs = nowMs;
    lastMs = nowMs;
    const landmarks = landmarksOf(landmarker.detectForVideo(light.shed(picture), nowMs, { rotationDegrees: turn(nowMs) }));
    if (landmarks.image !== null) {
      seenMs = nowMs;
      looks = 0;
    }
    scope.postMessage({ kind: "seen", timeS, tookMs: performance.now() - begun, landmarks });
  } finally {
    picture.close();
  }
}

/** By how much to turn this picture, degrees: not at all while somebody is followed. */
function turn(nowMs: number): number {
  return nowMs - seenMs < PATIENCE_MS ? 0 : (TURNS[looks++ % TURNS.length] ?? 0);
}

function landmarksOf(result: PoseLandmarkerResult): Landmarks {
  const [image] = result.landmarks;
  const [world] = result.worldLandmarks;
  if (image === undefined || world === undefined) return { image: null, world: null };
  return {
    image: image.flatMap((point) => [point.x, point.y, point.z, point.visibility]),
    world: world.flatMap((point) => [point.x, point.y, point.z]),
  };
}
