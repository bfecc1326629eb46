/**
 * The live coach in the page: camera to landmarks (in a worker), landmarks to the engine (over a line that may break),
 * and what the engine says to eyes and ears. No picture leaves the device.
 *
 * The page gives `<main id="coach" data-lang="en" data-socket="/api/v1/live" data-assets="/static/app/">`, and may give
 * `data-exercise` and `data-sets`, where the exercise's data lie and where sets are saved.
 */
import { Assets } from "./assets";
import { Camera } from "./camera";
import { CoachView } from "./coach";
import { element, write } from "./dom";
import { Pose } from "./pose";
import type { Asks, Cue, FromServer, Lang, State } from "./protocol";
import { Results } from "./results";
import { cameraField, openSetup, type Setup } from "./setup";
import { Live, type Line } from "./socket";
import { keptSets, ownTarget } from "./store";
import { Voice } from "./voice";
import { speaker, type Say } from "./words";

/** The view must be good for so long before the coach begins by itself: whoever lies there cannot press anything. */
const STEADY_S = 3;

class Session {
  private readonly say: Say;
  private readonly voice: Voice;
  private readonly results: Results;
  private view!: CoachView;
  private pose!: Pose;
  private setup!: Setup;
  private live: Live | null = null;
  private stage: string | null = null;
  private goodSince: number | null = null;
  private running = true;
  private finishing = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly camera: Camera,
    private readonly lang: Lang,
  ) {
    this.say = speaker(lang);
    this.voice = new Voice(lang);
    this.results = new Results(this.say, root.dataset["sets"] ?? "/api/v1/sets", (result) => this.view.showResult(result));
  }

  /** Asks for details and waits for a press; a page loaded anew in the middle of a set goes on at once. */
  async open(): Promise<void> {
    const { root, say } = this;
    const groups = await readGroups(root.dataset["exercise"] ?? "/api/v1/exercise");
    this.view = new CoachView(root, this.camera.video, say, groups, {
      begin: () => this.live?.order({ type: "begin" }),
      stop: () => this.finish(),
      quit: () => this.quit(),
      felt: (what, value) => this.felt(what, value),
      mute: (muted) => this.mute(muted),
    });
    this.setup = openSetup(say);
    this.view.open(this.setup.root);
    if (!Live.interrupted()) await this.pressed();
    await this.run();
  }

  /** The press also lets the page speak: browsers keep a page silent that nobody has touched. */
  private async pressed(): Promise<void> {
    const start = element("button", { type: "button", class: "coach-button main" }, this.say("look"));
    this.setup.root.append(start);
    await new Promise((resolve) => start.addEventListener("click", resolve, { once: true }));
    start.remove();
    this.voice.say({ kind: "info", words: this.say("looking") });
  }

  private async run(): Promise<void> {
    const { root, say, camera } = this;
    this.view.notify(say("camera_asked"));
    await camera.open();
    this.view.notify(say("loading"));
    this.setup.root.replaceChildren(await cameraField(camera, say, (problem) => this.view.notify(cameraWords(problem, say))));
    this.pose = new Pose(await Assets.read(root.dataset["assets"] ?? "/static/app/"));
    const medianMs = await this.pose.openFastEnough(async () => {
      const { picture, atMs } = await camera.next();
      return { picture, timeS: atMs / 1000 };
    });
    Object.assign(root.dataset, { poseModel: this.pose.model, poseMs: medianMs.toFixed(0) });
    this.connect();
    await this.watch().catch((problem: unknown) => {
      if (this.running) throw problem; // what breaks off because the person ended the session is no failure
    });
  }

  private connect(): void {
    this.view.notify(this.say("looking"));
    const hello = { ...this.setup.details(), ...this.camera.size, lang: this.lang, moving_leg: "auto", pose_model: this.pose.model } as const;
    this.live = new Live(this.root.dataset["socket"] ?? "/api/v1/live", hello, {
      onMessage: (message) => this.take(message),
      onLine: (line, why) => this.lineChanged(line, why),
    });
    this.live.open();
    void navigator.wakeLock?.request("screen").catch(() => undefined); // a screen that goes dark stops the camera
  }

  /** Looks at picture after picture, as fast as the network can; the camera takes the next one meanwhile. */
  private async watch(): Promise<void> {
    let coming = this.camera.next();
    while (this.running) {
      const { picture, atMs } = await coming;
      coming = this.camera.next();
      const { landmarks, tookMs } = await this.pose.look(picture, atMs / 1000);
      this.view.outline(landmarks);
      this.root.dataset["poseMs"] = tookMs.toFixed(0);
      if (this.live === null) continue;
      const { width, height } = this.camera.size;
      this.live.resize(width, height);
      this.live.frame(this.live.clock(performance.timeOrigin + atMs), landmarks);
    }
  }

  private take(message: FromServer): void {
    const begun = performance.now();
    switch (message.type) {
      case "state":
        this.view.showState(message);
        this.follow(message);
        break;
      case "rep":
        this.view.showRep(message.rep);
        if (message.cue !== null && !message.again) this.cue(message.cue, begun);
        break;
      case "cue":
        this.cue(message.cue, begun);
        break;
      case "assessment":
        void this.results.take(message.assessment).then(() => this.retarget(message.assessment.moving_leg));
        break;
      case "error":
        if (message.error.code === "nobody") this.view.notify(message.error.message);
        break;
      case "ready":
        break;
    }
  }

  private cue(cue: Cue, begun: number): void {
    this.voice.say(cue);
    performance.measure("openclam.cue", { start: begun });
    this.view.showCue(cue);
  }

  /** Begins by itself once the view is good, and closes a set that the coach has ended. */
  private follow(state: State): void {
    const stage = state.coach?.stage ?? null;
    if (stage === "before") {
      this.goodSince = state.view.judgeable ? (this.goodSince ?? state.t) : null;
      if (this.goodSince !== null && state.t - this.goodSince >= STEADY_S) {
        this.goodSince = null;
        this.live?.order({ type: "begin" });
      }
    }
    if (stage === this.stage) return;
    if (this.stage === "set" && !this.finishing) this.finish();
    if (stage === "set") this.results.next();
    this.finishing = false;
    if (state.coach !== null) void this.retarget(state.coach.side);
    this.stage = stage;
  }

  /** Ends the set, once: what follows is of the next one. */
  private finish(): void {
    this.finishing = true;
    this.live?.order({ type: "finish" });
  }

  private async retarget(leg: "left" | "right"): Promise<void> {
    const sets = await keptSets().catch(() => []);
    this.view.setTarget(ownTarget(sets, leg));
  }

  private felt(what: Asks, value: number): void {
    this.live?.order(what === "pain" ? { type: "feeling", pain: value } : { type: "feeling", effort: value });
    this.results.felt(what, value);
  }

  private mute(muted: boolean): void {
    this.voice.muted = muted;
    if (muted) this.voice.silence();
  }

  private lineChanged(line: Line, why: string | null): void {
    this.root.dataset["line"] = line;
    if (line === "waiting") this.view.notify(why ?? this.say("waiting"));
    if (line !== "closed" || why === null) return;
    this.running = false;
    this.camera.close();
    this.view.end(this.say("closed", { why }));
  }

  private quit(): void {
    this.running = false;
    this.live?.close();
    this.voice.silence();
    this.camera.close();
    this.pose.close();
    this.view.end(this.say("done"));
  }
}

/** Which group each statement that a camera judges belongs to; without the exercise's data there are no lights. */
async function readGroups(url: string): Promise<Map<string, string>> {
  interface Statement {
    readonly slug: string;
    readonly priority: string;
    readonly measure: string | null;
  }
  try {
    const exercise = (await (await fetch(url)).json()) as { statement: Statement[] };
    return new Map(exercise.statement.filter((one) => one.measure !== null).map((one) => [one.slug, one.priority]));
  } catch {
    return new Map();
  }
}

function cameraWords(problem: unknown, say: Say): string {
  return say(problem instanceof DOMException && problem.name === "NotFoundError" ? "no_camera" : "camera_refused");
}

async function start(root: HTMLElement): Promise<void> {
  const lang: Lang = root.dataset["lang"] === "nl" ? "nl" : "en";
  const say = speaker(lang);
  try {
    await new Session(root, new Camera(element("video", { class: "camera" })), lang).open();
  } catch (problem) {
    const why = problem instanceof Error ? problem.message : String(problem);
    const words = problem instanceof DOMException ? cameraWords(problem, say) : say("network_failed", { why });
    const notice = root.querySelector(".notice") ?? root.appendChild(element("p", { class: "notice", role: "alert" }));
    notice.removeAttribute("hidden");
    write(notice, words);
  }
}

const root = document.getElementById("coach");
if (root !== null) void start(root);
