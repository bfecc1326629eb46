/** What the page and the pose worker say to each other. */

/** Which landmark network: *full* finds better, *lite* is faster. */
export type PoseModel = "full" | "lite";

/** Addresses of the parts, all on our own server. */
export interface Parts {
  readonly loader: string;
  readonly binary: string;
  readonly model: string;
}

/** One picture's landmarks, as the live protocol takes them; null where nobody is seen. */
export interface Landmarks {
  /** 33 times x, y, z, visibility: x and z in shares of the picture's width, y of its height. */
  readonly image: readonly number[] | null;
  /** 33 times x, y, z in metres. */
  readonly world: readonly number[] | null;
}

export type ToWorker =
  | { readonly kind: "open"; readonly parts: Parts }
  | { readonly kind: "frame"; readonly picture: ImageBitmap; readonly timeS: number };

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "seen"; readonly timeS: number; readonly tookMs: number; readonly landmarks: Landmarks }
  | { readonly kind: "failed"; readonly message: string };
