/** Which camera, and whether the person sees themselves as in a mirror. What is sent is never mirrored. */
import type { Camera } from "./camera";
import { button, element } from "../ui/dom";
import { readKept, writeKept } from "../ui/remembered";
import { tick } from "../coach/setup";
import type { Say } from "../ui/words";

const MIRROR = "openclam.mirror";

/** The choices about the camera, once one was allowed; `picture` is what is shown of it. */
export async function cameraFields(
  camera: Camera,
  picture: HTMLElement,
  say: Say,
  failed: (problem: unknown) => void,
): Promise<HTMLElement> {
  // A camera that looks away from its user, as one on the back of a phone, shows the world the right way round.
  const mirror = (): boolean => readKept<boolean>(MIRROR) ?? camera.facing !== "environment";
  const show = (): void => void picture.classList.toggle("mirrored", mirror());
  show();
  const use = (opening: Promise<void>): void => void opening.then(show).catch(failed);
  const devices = await camera.choices();
  const parts: HTMLElement[] = [];
  if (devices.length > 1) {
    const choice = element("select", { name: "camera" });
    for (const device of devices) {
      choice.append(element("option", { value: device.deviceId, selected: device.deviceId === camera.id }, device.label || say("camera")));
    }
    choice.addEventListener("change", () => use(camera.open(choice.value)));
    parts.push(element("label", {}, say("camera"), choice));
    if (camera.facing !== null) parts.push(button(say("camera_turn"), () => use(camera.turn())));
  }
  const mirrored = tick(say("mirror"), null, (on) => {
    writeKept(MIRROR, on);
    show();
  }, mirror()); // prettier-ignore
  return element("div", { class: "camera-fields" }, ...parts, mirrored);
}
