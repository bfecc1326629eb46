/** The first message to the engine: who does what, and how large the camera's picture is. */
import type { Hello, Lang, Size } from "./protocol";
import type { Screened } from "./screening";
import type { Setup } from "./setup";

export type Greeting = Omit<Hello, "type" | "protocol" | "resume">;

export function helloOf(setup: Setup, size: Size, lang: Lang, model: Hello["pose_model"], screened: Screened | null): Greeting {
  return {
    ...setup.details,
    ...size,
    lang,
    moving_leg: "auto",
    pose_model: model,
    screening: screened?.answers ?? null,
    cleared: screened?.cleared ?? null,
    plan: setup.chosenPlan,
  };
}
