/** The person's outline over the picture: dashed while the view is not good, solid and green when it is. */
import type { Landmarks } from "./pose.messages";

/** Pairs of points, by their number in the BlazePose topology: trunk, arms, legs, feet. */
const LINES = [
  [11, 12], [11, 23], [12, 24], [23, 24], [11, 13], [13, 15], [12, 14], [14, 16],
  [23, 25], [25, 27], [27, 31], [24, 26], [26, 28], [28, 32], [0, 11], [0, 12],
] as const; // prettier-ignore
const PER_POINT = 4;

/** `good` is null while nobody judges the view: then the outline says only that somebody is seen. */
export function drawOutline(canvas: HTMLCanvasElement, landmarks: Landmarks, good: boolean | null): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.clearRect(0, 0, width, height);
  const { image } = landmarks;
  if (image === null) return;
  const at = (point: number): [number, number] => [
    (image[point * PER_POINT] ?? 0) * width,
    (image[point * PER_POINT + 1] ?? 0) * height,
  ];
  context.lineWidth = Math.max(4, width / 120);
  context.lineCap = "round";
  context.strokeStyle = good === null ? "#9fc3cc" : good ? "#1f9d55" : "#f2a33a";
  context.setLineDash(good !== false ? [] : [context.lineWidth, 2 * context.lineWidth]);
  context.beginPath();
  for (const [from, to] of LINES) {
    context.moveTo(...at(from));
    context.lineTo(...at(to));
  }
  context.stroke();
}
