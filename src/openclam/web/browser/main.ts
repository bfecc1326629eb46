/**
 * The live coach in the page: camera to landmarks (in a worker), landmarks to the engine (over a line that may break),
 * and what the engine says to eyes and ears. No picture leaves the device.
 *
 * `docs/browser.md` says what the page gives to `#coach`.
 */
import { Camera } from "./camera/camera";
import { element, write } from "./ui/dom";
import type { Lang } from "./coach/protocol";
import { Session } from "./coach/session";
import { cameraWords, speaker } from "./ui/words";

async function start(root: HTMLElement): Promise<void> {
  const lang: Lang = root.dataset["lang"] === "nl" ? "nl" : "en";
  const say = speaker(lang);
  try {
    await new Session(root, new Camera(element("video", { class: "camera" })), lang).open();
  } catch (problem) {
    const why = problem instanceof Error ? problem.message : String(problem);
    const words = problem instanceof DOMException ? cameraWords(problem, say) : say("network_failed", { why });
    const notice = root.querySelector(".coach-notice") ?? root.appendChild(element("p", { class: "coach-notice", role: "alert" }));
    notice.removeAttribute("hidden");
    write(notice, words);
  }
}

const root = document.getElementById("coach");
if (root !== null) void start(root);
