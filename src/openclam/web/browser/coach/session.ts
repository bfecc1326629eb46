/** One visit to the coach, from the questions before it to its end: who says what when. */
import { Assets } from "../ui/assets";
import type { Camera } from "../camera/camera";
import { cameraFields } from "../camera/camera.fields";
import { CoachView } from "./coach";
import { Ears, type Heard } from "./ears";
import { readExercise } from "./exercise";
import { Film } from "../camera/film";
import { helloOf } from "./hello";
import { listenToKeys } from "./keys";
import { LineDown } from "./line.down";
import { Placing } from "../camera/placing";
import { wholePlan, type Dose } from "./plan";
import { Pose } from "../camera/pose";
import type { Asks, Cue, FromServer, Lang, Leg, Standing, State } from "./protocol";
import { Results } from "./results";
import { keptScreening, Screening, type Screened } from "./screening";
import { Setup } from "./setup";
import { LATE_S, Live, type Line } from "./socket";
import { keptSets, ownTarget } from "../history/store";
import { rememberedTempo } from "./tempo";
import { Voice } from "./voice";
import { cameraWords, speaker, type Say } from "../ui/words";

/** The view must be good for so long before the coach begins by itself: whoever lies there cannot press anything. */
const STEADY_S = 3;

export class Session {
  private readonly say: Say;
  private readonly voice: Voice;
  private readonly placing: Placing;
  private readonly results: Results;
  private readonly film = new Film();
  private readonly down: LineDown;
  private ears: Ears | null = null;
  private screened: Screened | null = null;
  private dose: Dose | null = null;
  private view!: CoachView;
  private pose!: Pose;
  private setup!: Setup;
  private live: Live | null = null;
  /** Where the session stands, by the engine or, without a line, by this page's own clock. */
  private standing: Standing | null = null;
  private goodSince: number | null = null;
  private running = true;
  private finishing = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly camera: Camera,
    private readonly lang: Lang,
  ) {
    const { dataset } = root;
    this.say = speaker(lang);
    this.voice = new Voice(lang);
    this.placing = new Placing(this.say, (words) => this.voice.offer(words));
    this.down = new LineDown(this.say, (words) => this.voice.say({ kind: "info", words }));
    const addresses = {
      sets: dataset["sets"] ?? "/api/v1/sets",
      report: dataset["report"] ?? `/${lang}/report`,
      history: dataset["history"] ?? null,
      consent: dataset["consent"] ?? null,
    };
    this.results = new Results(this.say, addresses, () => this.screened?.outcome ?? null, (card) => this.view.showResult(card));
  }

  /** Asks what is to be known and waits for a press; a page loaded anew in the middle of a session goes on at once. */
  async open(): Promise<void> {
    const { root, say } = this;
    const { groups, dose, label } = await readExercise(root.dataset["exercise"] ?? "/api/v1/exercise");
    this.dose = dose;
    this.setup = new Setup(say, dose);
    this.view = new CoachView(root, this.camera.video, say, groups, label?.[this.lang] ?? "", {
      begin: () => this.begin(),
      stop: () => this.finish(),
      quit: () => this.quit(),
      felt: (what, value) => this.felt(what, value),
      mute: (muted) => this.mute(muted),
    });
    this.screened = keptScreening();
    const section = root.querySelector<HTMLElement>("#coach-screening");
    if (Live.interrupted()) section?.setAttribute("hidden", "");
    else if (section !== null) this.screened = await this.screening(section);
    this.view.open(this.setup.root);
    if (!Live.interrupted()) await this.prepared();
    listenToKeys({ main: () => this.view.question.hasKeys || this.view.press(), stop: () => this.standing?.stage === "set" && this.finish() });
    await this.run();
  }

  private screening(section: HTMLElement): Promise<Screened> {
    const url = this.root.dataset["screening"] ?? "/api/v1/screening";
    const speak = (words: string): void => this.voice.say({ kind: "info", words });
    return new Screening(section, url, this.lang, this.say, speak).passed();
  }

  private async prepared(): Promise<void> {
    void Ears.find(this.lang).then((ears) => {
      this.ears = ears;
      if (ears !== null) this.setup.offerListening();
    });
    await this.setup.pressed();
    this.voice.say({ kind: "info", words: this.say("looking") });
    if (this.setup.wantsListening) this.ears?.listen((what) => this.heard(what));
  }

  private async run(): Promise<void> {
    const { root, say, camera, view } = this;
    view.notify(say("camera_asked"));
    await camera.open();
    view.notify(say("loading"));
    this.setup.replace(await cameraFields(camera, view.picture, say, (problem) => view.notify(cameraWords(problem, say))));
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
    this.view.tempo.pace(rememberedTempo(this.lang, null));
    const hello = helloOf(this.setup, this.camera.size, this.lang, this.pose.model, this.screened);
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
      this.keepTime(this.live.clock());
    }
  }

  /** Without a line this page's own clock leads on. */
  private keepTime(nowS: number): void {
    const plan = wholePlan(this.setup.chosenPlan, this.dose);
    const standing = this.down.step(plan, this.view.tempo.repS, this.standing, nowS);
    if (standing === null) return;
    this.view.showOffline(standing, this.down.words(standing));
    this.follow(standing);
  }

  private take(message: FromServer): void {
    switch (message.type) {
      case "ready":
        this.view.tempo.pace(rememberedTempo(this.lang, message.tempo ?? null));
        if (message.screening != null && this.screened !== null) this.screened = { ...this.screened, outcome: message.screening };
        break;
      case "state":
        this.state(message);
        break;
      case "rep":
        if (this.down.leads) break;
        this.view.showRep(message.rep);
        if (message.cue !== null && message.again !== true) this.cue(message.cue, this.live?.knownMs(message.seq ?? null));
        break;
      case "cue":
        if (!this.down.leads) this.cue(message.cue);
        break;
      case "assessment":
        void this.results.take(message.assessment).then(() => this.retarget(message.assessment.moving_leg));
        break;
      case "error":
        if (message.error.code !== "nobody") break;
        this.results.nothing();
        this.finishing = false; // the set may go on: it can be stopped again
        this.view.showCue({ kind: "info", words: message.error.message });
        break;
    }
  }

  private state(state: State): void {
    const nowS = this.live?.clock() ?? state.t;
    // Of what happened while there was no line, or from before something that was pressed meanwhile.
    if (this.down.leads && (nowS - state.t > LATE_S || this.live?.settled === false)) return;
    this.down.over();
    this.view.showState(state, Math.max(0, nowS - state.t));
    if (state.coach === null) return;
    this.placing.take(state.view, state.coach.stage, nowS);
    this.beginWhenSteady(state);
    this.follow(state.coach);
  }

  /** `decidedMs`: when the landmarks that decided it were known, for measuring how long the coach takes. */
  private cue(cue: Cue, decidedMs: number | null = null): void {
    this.voice.say(cue);
    if (decidedMs !== null) performance.measure("openclam.cue", { start: decidedMs, detail: cue.kind });
    this.view.showCue(cue);
  }

  private beginWhenSteady(state: State): void {
    if (state.coach?.stage !== "before") return;
    this.goodSince = state.view.judgeable ? (this.goodSince ?? state.t) : null;
    if (this.goodSince === null || state.t - this.goodSince < STEADY_S) return;
    this.goodSince = null;
    this.begin();
  }

  /** What follows from where the session stands now: a set that the coach has ended is closed, a new one is awaited. */
  private follow(standing: Standing): void {
    const before = this.standing?.stage ?? null;
    const sameSide = this.standing?.side === standing.side;
    this.standing = standing;
    if (this.live !== null) this.live.inSet = standing.stage === "set" || standing.stage === "ready";
    if (standing.stage === before && sameSide) return;
    if (before === "set" && standing.stage !== "set" && !this.finishing) this.finish();
    if (standing.stage === "set" && before !== "set") {
      this.results.begin();
      if (this.setup.wantsFilm) this.film.begin(this.camera.pictures);
    }
    this.finishing = false;
    void this.retarget(standing.side);
  }

  private begin(): void {
    const { live } = this;
    live?.order({ type: "begin" });
    this.down.begin(live?.clock() ?? 0);
  }

  /** Ends the set, once: what follows is of the next one. */
  private finish(): void {
    if (this.finishing) return;
    this.finishing = true;
    this.results.finish();
    void this.film.end().then((film) => film !== null && this.results.filmed(film));
    this.live?.order({ type: "finish" });
    this.down.stop(this.live?.clock() ?? 0);
  }

  private async retarget(leg: Leg): Promise<void> {
    const sets = await keptSets().catch(() => []);
    this.view.setTarget(ownTarget(sets, leg));
  }

  private felt(what: Asks, value: number): void {
    this.live?.order(what === "pain" ? { type: "feeling", pain: value } : { type: "feeling", effort: value });
    this.results.felt(what, value);
    this.down.felt(what, value);
  }

  private heard(what: Heard): void {
    const stage = this.standing?.stage;
    if (typeof what === "number") this.view.question.answer(what);
    else if (what === "stop" && stage === "set") this.finish();
    else if (what === "start" && (stage === "before" || stage === "rest")) this.begin();
  }

  private mute(muted: boolean): void {
    this.voice.muted = muted;
    if (muted) this.voice.silence();
  }

  private lineChanged(line: Line, why: string | null): void {
    this.root.dataset["line"] = line;
    this.down.line(line, why, this.live?.clock() ?? 0);
    if (line !== "closed" || why === null) return;
    this.leave();
    this.view.end(this.say("closed", { why }));
  }

  private quit(): void {
    this.live?.close();
    this.voice.silence();
    this.leave();
    this.pose.close();
    this.view.end(this.say("done"));
  }

  private leave(): void {
    this.running = false;
    this.ears?.close();
    void this.film.end().then((film) => film !== null && this.results.filmed(film));
    this.camera.close();
  }
}
