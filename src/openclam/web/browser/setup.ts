/** Before the set: which camera, and what is known of body and band. Filled in once; this browser remembers. */
import type { Camera } from "./camera";
import { element, write } from "./dom";
import type { Details } from "./protocol";
import { keepDetails, readDetails } from "./store";
import type { Say } from "./words";

/** Bounds as the engine has them. */
const NUMBERS = { height_cm: [100, 230], mass_kg: [20, 300], band_loop_cm: [20, 200] } as const;
type NumberName = keyof typeof NUMBERS;

export interface Setup {
  readonly root: HTMLElement;
  details(): Details;
}

export function openSetup(say: Say): Setup {
  let details = readDetails();
  const change = (part: Partial<Details>): void => {
    details = { ...details, ...part };
    keepDetails(details);
  };
  const fields = Object.keys(NUMBERS).map((name) => numberField(name as NumberName, details, say, change));
  const form = element("fieldset", {}, element("legend", {}, say("details")), ...fields, bandField(details, say, change));
  return { root: element("section", { class: "setup" }, form), details: () => details };
}

/** The choice among the device's cameras, once one was allowed. */
export async function cameraField(camera: Camera, say: Say, failed: (problem: unknown) => void): Promise<HTMLElement> {
  const choice = element("select", { name: "camera" });
  for (const device of await camera.choices()) {
    choice.append(element("option", { value: device.deviceId, selected: device.deviceId === camera.id }, device.label || say("camera")));
  }
  choice.addEventListener("change", () => void camera.open(choice.value).catch(failed));
  return element("label", {}, say("camera"), choice);
}

function numberField(name: NumberName, details: Details, say: Say, change: (part: Partial<Details>) => void): HTMLElement {
  const [low, high] = NUMBERS[name];
  const problem = element("span", { class: "field-problem", role: "alert" });
  const input = element("input", { name, type: "number", inputmode: "decimal", min: low, max: high, step: "any", value: details[name] ?? "" });
  input.addEventListener("change", () => {
    const value = input.value === "" ? null : input.valueAsNumber;
    const fits = value === null || (value >= low && value <= high);
    input.setAttribute("aria-invalid", String(!fits));
    write(problem, fits ? "" : say("details_wrong", { low, high }));
    if (fits) change({ [name]: value });
  });
  return element("label", {}, say(name), input, problem);
}

function bandField(details: Details, say: Say, change: (part: Partial<Details>) => void): HTMLElement {
  const input = element("input", { name: "band", type: "text", maxlength: 100, value: details.band ?? "" });
  input.addEventListener("change", () => change({ band: input.value.trim() || null }));
  return element("label", {}, say("band"), input);
}
