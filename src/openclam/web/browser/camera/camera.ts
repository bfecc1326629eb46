/** The camera: asked for, chosen, and its pictures one by one. Nothing that it sees leaves this device. */
import { readKept, writeKept } from "../ui/remembered";

const CHOICE = "openclam.camera";

export interface Picture {
  readonly picture: ImageBitmap;
  /** When it was taken, ms on the page's own clock (`performance.now`). */
  readonly atMs: number;
}

export class Camera {
  private stream: MediaStream | null = null;

  constructor(readonly video: HTMLVideoElement) {
    video.muted = true;
    video.playsInline = true;
  }

  /** Opens a camera: the one with this id, else the one used last, else the one that looks at the person. */
  async open(id: string | null = readKept<string>(CHOICE)): Promise<void> {
    await this.use(id === null ? { facingMode: "user" } : { deviceId: { ideal: id } });
    if (id !== null) writeKept(CHOICE, id);
  }

  /** On a phone: the camera on its other side. */
  async turn(): Promise<void> {
    await this.use({ facingMode: { ideal: this.facing === "environment" ? "user" : "environment" } });
    writeKept(CHOICE, this.id);
  }

  /** Where the camera looks, as far as the device says: "user" at who uses it, "environment" away; null for most laptops. */
  get facing(): string | null {
    return this.stream?.getVideoTracks()[0]?.getSettings().facingMode ?? null;
  }

  /** What the camera gives, for a video of the set. */
  get pictures(): MediaStream | null {
    return this.stream;
  }

  /** Every camera of this device; names are known only once one was allowed. */
  async choices(): Promise<MediaDeviceInfo[]> {
    return (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === "videoinput");
  }

  get id(): string | null {
    return this.stream?.getVideoTracks()[0]?.getSettings().deviceId ?? null;
  }

  /** The picture's size as it is shown: a phone that is turned turns it too. */
  get size(): { width: number; height: number } {
    return { width: this.video.videoWidth, height: this.video.videoHeight };
  }

  /** The next picture that the camera takes. */
  async next(): Promise<Picture> {
    const atMs = await nextFrame(this.video);
    return { picture: await createImageBitmap(this.video), atMs };
  }

  close(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  private async use(which: MediaTrackConstraints): Promise<void> {
    this.close();
    // Wide rather than tall, since the person lies; half a megapixel is more than the network takes in.
    const size = { width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 30 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...size, ...which } });
    this.video.srcObject = this.stream;
    await this.video.play();
  }
}

function nextFrame(video: HTMLVideoElement): Promise<number> {
  return new Promise((resolve) => {
    // A hidden page gets no frames; it goes on when it is shown again.
    video.requestVideoFrameCallback((now, data) => resolve(data.captureTime ?? now));
  });
}
