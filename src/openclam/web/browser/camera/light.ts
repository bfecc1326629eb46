/** Light for the network: dark pictures are brightened before they are looked at, by the same curve as in `pose/brighten.py`. */

/** Pictures with a mean (0 to 255) below this are lifted to it. */
const LEAST_MEAN = 90;
/** The mean is taken of a picture this small. */
const SAMPLE = 32;

export class Light {
  private readonly sample = surface(SAMPLE, SAMPLE);
  private whole = surface(1, 1);

  /** The picture itself where it is light enough, else its pixels with the middle tones lifted; black stays black. */
  shed(picture: ImageBitmap): ImageBitmap | ImageData {
    const mean = this.meanOf(picture);
    if (mean >= LEAST_MEAN) return picture;
    const gamma = Math.log(LEAST_MEAN / 255) / Math.log(Math.max(mean, 1) / 255);
    const curve = Uint8ClampedArray.from({ length: 256 }, (_, level) => 255 * (level / 255) ** gamma);
    const { width, height } = picture;
    if (this.whole.canvas.width !== width || this.whole.canvas.height !== height) this.whole = surface(width, height);
    this.whole.drawImage(picture, 0, 0);
    const pixels = this.whole.getImageData(0, 0, width, height);
    const { data } = pixels;
    // Opacity lies in every fourth place; it is 255, which the curve leaves.
    for (let i = 0; i < data.length; i++) data[i] = curve[data[i] ?? 0] ?? 0;
    return pixels;
  }

  private meanOf(picture: ImageBitmap): number {
    this.sample.drawImage(picture, 0, 0, SAMPLE, SAMPLE);
    const { data } = this.sample.getImageData(0, 0, SAMPLE, SAMPLE);
    const opacity = 255 * SAMPLE * SAMPLE;
    return (data.reduce((sum, level) => sum + level, 0) - opacity) / (3 * SAMPLE * SAMPLE);
  }
}

function surface(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("This browser cannot draw off the screen.");
  return context;
}
