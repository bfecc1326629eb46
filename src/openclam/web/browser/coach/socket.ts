/**
 * The line to the engine. It may break at any time: what was seen in between is kept and sent when it holds again, and
 * a page that was loaded anew takes the session up where it was.
 */
import type { Greeting } from "./hello";
import type { Landmarks } from "../camera/pose.messages";
import { PROTOCOL, type Frame, type FromServer, type Hello, type Order, type Ready } from "./protocol";

const TOKEN = "openclam.live";
/**
 * So much is kept for when the line is back. The server forgets a session after two minutes without a line; the set is
 * then sent anew from its beginning, to a session of its own.
 */
const KEPT_S = 600;
/** Outside a set only the posture just before matters to a session that begins anew. */
const KEPT_BETWEEN_S = 10;
/** The server takes 240 frames at once, and 60 a second in the long run: what was queued stays below both. */
const BURST = 200;
const RATE_PER_S = 55;
/** Above so many bytes under way the line is slower than the camera, and frames wait here. */
const MOST_UNDER_WAY = 262_144;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/** Close codes after which nothing is to be gained from coming back: the message is told to the person. */
const FINAL = new Set([4400, 4409]);
const UNKNOWN_SESSION = 4404;

export type Line = "open" | "waiting" | "closed";

export interface Listener {
  onMessage(message: FromServer): void;
  /** `why` is the server's own message where the line is closed for good. */
  onLine(line: Line, why: string | null): void;
}

/** Seconds that what the engine tells now lies behind what the camera sees, above which it is of the past. */
export const LATE_S = 3;

/** What a session leaves for a page that is loaded anew. */
interface Kept {
  readonly token: string;
  /** The zero of the session's clock, ms since 1970. */
  readonly zeroMs: number;
}

/** A frame, or an order that stands behind the frame of that number. */
interface Item {
  readonly seq: number;
  readonly t: number;
  /** When this page knew it, ms on the page's own clock. */
  readonly knownMs: number;
  readonly message: Frame | Order;
}

export class Live {
  private socket: WebSocket | null = null;
  private kept: Kept | null = readKept();
  private zeroMs = this.kept?.zeroMs ?? nowMs();
  private seq = 0;
  private lastT = 0;
  /** Oldest first. The server has what stands before `had`; what stands before `sent` is under way. */
  private queue: Item[] = [];
  private had = 0;
  private sent = 0;
  /** Whether a set is being done: then what the server has is kept as well, in case it forgets. */
  inSet = false;
  /** How many sets in the queue have ended, without the server having told so: they may still have to be sent anew. */
  private ended = 0;
  private ready = false;
  private tokens = BURST;
  private tokensAtMs = nowMs();
  private waitMs = FIRST_WAIT_MS;
  private timer = 0;
  private why: string | null = null;
  private over = false;

  constructor(
    private readonly url: string,
    private hello: Greeting,
    private readonly listener: Listener,
  ) {}

  /** Whether a session from before this page was loaded can be taken up. */
  static interrupted(): boolean {
    return readKept() !== null;
  }

  /** Forgets such a session. */
  static forget(): void {
    sessionStorage.removeItem(TOKEN);
  }

  open(): void {
    const socket = new WebSocket(new URL(this.url, location.href.replace(/^http/, "ws")));
    this.socket = socket;
    this.ready = false;
    socket.onopen = () => {
      const resume = this.kept?.token ?? null;
      socket.send(JSON.stringify({ type: "hello", protocol: PROTOCOL, ...this.hello, resume } satisfies Hello));
    };
    socket.onmessage = ({ data }: MessageEvent<string>) => this.take(JSON.parse(data) as FromServer);
    socket.onclose = ({ code }) => this.lost(socket, code);
  }

  /** The camera's picture has another size, as when a phone is turned: the session goes on with it. */
  resize(width: number, height: number): void {
    if (width === this.hello.width && height === this.hello.height) return;
    this.hello = { ...this.hello, width, height };
    this.socket?.close();
  }

  /** Seconds on the session's clock; it goes on while the page is loaded anew. */
  clock(atMs: number = nowMs()): number {
    return (atMs - this.zeroMs) / 1000;
  }

  frame(t: number, landmarks: Landmarks): void {
    this.lastT = Math.max(t, this.lastT + 0.001);
    const frame: Frame = {
      type: "frame",
      t: rounded(this.lastT, 1e4),
      seq: this.seq++,
      image: landmarks.image?.map((value) => rounded(value, 1e5)) ?? null,
      world: landmarks.world?.map((value) => rounded(value, 1e4)) ?? null,
    };
    this.queue.push({ seq: frame.seq, t: frame.t, knownMs: performance.now(), message: frame });
    this.prune();
    this.flush();
  }

  order(order: Order): void {
    this.queue.push({ seq: this.seq - 1, t: this.lastT, knownMs: performance.now(), message: order });
    if (order.type === "finish") this.ended++;
    this.flush();
  }

  /** When the landmarks of a frame were known, ms on the page's own clock; null where that is not known any more. */
  knownMs(seq: number | null): number | null {
    return this.queue.find((item) => item.seq === seq && item.message.type === "frame")?.knownMs ?? null;
  }

  /** Whether the server has every order that was given. */
  get settled(): boolean {
    return this.queue.slice(this.had).every(({ message }) => message.type === "frame");
  }

  /** Ends the session on this side. */
  close(): void {
    this.over = true;
    clearTimeout(this.timer);
    Live.forget();
    this.socket?.close();
    this.listener.onLine("closed", this.why);
  }

  private take(message: FromServer): void {
    if (message.type === "ready") {
      this.welcome(message);
    } else if (message.type === "state") {
      this.has(message.seq);
    } else if (message.type === "error") {
      this.why = message.error.message;
    }
    this.listener.onMessage(message);
    if (message.type === "ready") this.flush();
  }

  private welcome({ token, resumed, seq, t }: Ready): void {
    this.kept = { token, zeroMs: this.zeroMs };
    sessionStorage.setItem(TOKEN, JSON.stringify(this.kept));
    this.ready = true;
    this.why = null;
    this.waitMs = FIRST_WAIT_MS;
    if (!resumed) this.had = 0; // it knows nothing of what the last one had
    if (seq !== null) {
      this.has(seq);
      this.seq = Math.max(this.seq, seq + 1);
    }
    this.sent = this.had;
    this.lastT = Math.max(this.lastT, t ?? 0);
    this.listener.onLine("open", null);
  }

  /**
   * The server has every frame up to `seq`, and so every order given before that frame. An order behind it may have got
   * lost with the line, so it is given again. Twice does no harm: beginning and feelings stay what they are, and a set
   * that has ended is told again.
   */
  private has(seq: number): void {
    let judged = 0;
    for (let item = this.queue[this.had]; item !== undefined; item = this.queue[this.had]) {
      if (item.seq > seq || (item.seq === seq && item.message.type !== "frame")) break;
      this.had++;
      if (item.message.type !== "finish") continue;
      this.ended--;
      judged = this.had;
    }
    this.sent = Math.max(this.sent, this.had);
    this.drop(judged); // a set that was judged is not judged again
    this.prune();
  }

  /** Lets go of what is too old to be of use. */
  private prune(): void {
    const keptS = this.inSet || this.ended > 0 ? KEPT_S : KEPT_BETWEEN_S;
    const old = this.queue.findIndex(({ t }, place) => t >= this.lastT - (place < this.had ? keptS : KEPT_S));
    this.drop(old < 0 ? this.queue.length : old);
  }

  private drop(count: number): void {
    this.queue.splice(0, count);
    this.had = Math.max(0, this.had - count);
    this.sent = Math.max(0, this.sent - count);
  }

  private flush(): void {
    const socket = this.socket;
    if (socket === null || !this.ready || socket.readyState !== WebSocket.OPEN) return;
    const at = nowMs();
    this.tokens = Math.min(BURST, this.tokens + ((at - this.tokensAtMs) / 1000) * RATE_PER_S);
    this.tokensAtMs = at;
    while (this.sent < this.queue.length && this.tokens >= 1 && socket.bufferedAmount < MOST_UNDER_WAY) {
      socket.send(JSON.stringify(this.queue[this.sent++]?.message));
      this.tokens--;
    }
    if (this.sent < this.queue.length) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), 100);
    }
  }

  private lost(socket: WebSocket, code: number): void {
    if (this.over || socket !== this.socket) return;
    this.ready = false;
    if (FINAL.has(code)) {
      this.close();
      return;
    }
    if (code === UNKNOWN_SESSION) {
      this.kept = null;
      this.why = null; // a new session begins at once: nothing that the person could do
      Live.forget();
    }
    this.listener.onLine("waiting", this.why);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), this.waitMs);
    this.waitMs = Math.min(LONGEST_WAIT_MS, this.waitMs * 2);
  }
}

/** Milliseconds since 1970 that never jump while the page lives, unlike Date.now(). */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

function rounded(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}

function readKept(): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(TOKEN) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}
