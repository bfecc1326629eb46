/**
 * The line to the engine. It may break at any time: what was seen in between is kept and sent when it holds again, and
 * a page that was loaded anew takes the session up where it was.
 */
import type { Landmarks } from "./pose.messages";
import { PROTOCOL, type Frame, type FromServer, type Hello, type Order } from "./protocol";

const TOKEN = "openclam.live";
/** The server keeps a session for two minutes after its line broke; frames from before that help nobody. */
const KEPT_S = 120;
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
  readonly message: Frame | Order;
}

export class Live {
  private socket: WebSocket | null = null;
  private kept: Kept | null = readKept();
  private zeroMs = this.kept?.zeroMs ?? nowMs();
  private seq = 0;
  private lastT = 0;
  /** What the server has not said it has, oldest first; what stands before `sent` is under way. */
  private queue: Item[] = [];
  private sent = 0;
  private ready = false;
  private tokens = BURST;
  private tokensAtMs = nowMs();
  private waitMs = FIRST_WAIT_MS;
  private timer = 0;
  private why: string | null = null;
  private over = false;

  constructor(
    private readonly url: string,
    private hello: Omit<Hello, "type" | "protocol" | "resume">,
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
    this.queue.push({ seq: frame.seq, t: frame.t, message: frame });
    while ((this.queue[0]?.t ?? Infinity) < this.lastT - KEPT_S) this.drop(1);
    this.flush();
  }

  order(order: Order): void {
    this.queue.push({ seq: this.seq - 1, t: this.lastT, message: order });
    this.flush();
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
      this.welcome(message.token, message.seq, message.t);
    } else if (message.type === "state") {
      this.has(message.seq);
    } else if (message.type === "error") {
      this.why = message.error.message;
    }
    this.listener.onMessage(message);
    if (message.type === "ready") this.flush();
  }

  private welcome(token: string, seq: number | null, t: number | null): void {
    this.kept = { token, zeroMs: this.zeroMs };
    sessionStorage.setItem(TOKEN, JSON.stringify(this.kept));
    this.ready = true;
    this.sent = 0;
    this.why = null;
    this.waitMs = FIRST_WAIT_MS;
    if (seq !== null) {
      this.has(seq);
      this.seq = Math.max(this.seq, seq + 1);
    }
    this.lastT = Math.max(this.lastT, t ?? 0);
    this.listener.onLine("open", null);
  }

  /**
   * The server has every frame up to `seq`, and so every order given before that frame. An order behind it may have got
   * lost with the line, so it is given again. Twice does no harm: beginning and feelings stay what they are, and a set
   * that has ended is told again.
   */
  private has(seq: number): void {
    const left = this.queue.findIndex((item) => item.seq > seq || (item.seq === seq && item.message.type !== "frame"));
    this.drop(left < 0 ? this.queue.length : left);
  }

  private drop(count: number): void {
    this.queue.splice(0, count);
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
