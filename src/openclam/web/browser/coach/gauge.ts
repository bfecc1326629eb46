/** Two dials that are read from three metres away: how far open, and how long held. */
import { svg, write } from "../ui/dom";

const RADIUS = 84;
const MOST_DEG = 60;

/** An arc from 0 at the left to 60° at the right; a notch marks the target. */
export class OpeningGauge {
  readonly root: SVGSVGElement;
  private readonly bar = svg("path", { class: "gauge-bar", d: arc(0), fill: "none" });
  private readonly notch = svg("line", { class: "gauge-target", y1: 4, x1: 100, x2: 100, y2: 30 });
  private readonly number = svg("text", { class: "gauge-number", x: 100, y: 96, "text-anchor": "middle" }, "–");

  constructor(label: string) {
    this.root = svg(
      "svg",
      { viewBox: "0 0 200 112", class: "gauge", role: "img", "aria-label": label },
      svg("path", { class: "gauge-track", d: arc(1), fill: "none" }),
      this.bar,
      this.notch,
      this.number,
    );
    this.target(null);
  }

  show(openingDeg: number | null, targetDeg: number): void {
    const share = Math.min(1, Math.max(0, (openingDeg ?? 0) / MOST_DEG));
    this.bar.setAttribute("d", arc(share));
    // The shape changes with the colour: past the target the bar is thicker.
    this.bar.classList.toggle("reached", openingDeg !== null && openingDeg >= targetDeg);
    write(this.number, openingDeg === null ? "–" : `${Math.round(openingDeg)}°`);
  }

  target(deg: number | null): void {
    this.notch.setAttribute("visibility", deg === null ? "hidden" : "visible");
    this.notch.setAttribute("transform", `rotate(${(Math.min(deg ?? 0, MOST_DEG) / MOST_DEG) * 180 - 90} 100 100)`);
  }
}

/** A ring that closes while the knee is held open. */
export class HoldRing {
  readonly root: SVGSVGElement;
  private readonly ring = svg("circle", { class: "ring-bar", cx: 50, cy: 50, r: 42, fill: "none", pathLength: 1 });
  private readonly number = svg("text", { class: "ring-number", x: 50, y: 60, "text-anchor": "middle" }, "");

  constructor(
    label: string,
    private readonly wantedS: number,
  ) {
    this.root = svg(
      "svg",
      { viewBox: "0 0 100 100", class: "ring", role: "img", "aria-label": label },
      svg("circle", { class: "ring-track", cx: 50, cy: 50, r: 42, fill: "none" }),
      this.ring,
      this.number,
    );
    this.show(0);
  }

  show(heldS: number): void {
    this.ring.setAttribute("stroke-dasharray", `${Math.min(1, heldS / this.wantedS)} 1`);
    write(this.number, heldS > 0 ? heldS.toFixed(1) : "");
  }
}

function arc(share: number): string {
  const turn = Math.PI * (1 - Math.max(share, 0.001));
  return `M ${100 - RADIUS} 100 A ${RADIUS} ${RADIUS} 0 0 1 ${100 + RADIUS * Math.cos(turn)} ${100 - RADIUS * Math.sin(turn)}`;
}
