import type { Frame, FromDecoder } from './decoder.worker.ts';

/** The decoder in its worker: one frame at a time, the newest; what comes meanwhile is let go. */
export class Decoder {
  private readonly worker = new Worker(new URL('./decoder.worker.ts', import.meta.url), { type: 'module', name: 'decoder' });
  private busy = true;
  private frames = 0;
  private canvas: HTMLCanvasElement | null = null;
  /** Why codes cannot be read at all, where the decoder did not start. */
  failure: string | null = null;
  onFrame: ((frame: Extract<FromDecoder, { kind: 'frame' }>) => void) | null = null;
  onFailure: ((detail: string) => void) | null = null;

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<FromDecoder>) => {
      if (data.kind === 'failed') return this.fail(data.detail);
      this.busy = false;
      if (data.kind === 'frame') this.onFrame?.(data);
    };
    this.worker.onerror = (event) => this.fail(event.message || 'worker');
  }

  /** Reads what the video shows now; false where the decoder is still at the frame before. */
  async read(video: HTMLVideoElement): Promise<boolean> {
    const { videoWidth: width, videoHeight: height } = video;
    if (this.busy || width === 0 || height === 0) return false;
    this.busy = true;
    const frame: Frame = { id: ++this.frames };
    if (typeof OffscreenCanvas === 'function') {
      frame.bitmap = await createImageBitmap(video);
      this.worker.postMessage(frame, [frame.bitmap]);
    } else {
      // Older Safari: the pixels are taken here.
      this.canvas ??= document.createElement('canvas');
      this.canvas.width = width;
      this.canvas.height = height;
      const context = this.canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
      context.drawImage(video, 0, 0);
      frame.pixels = context.getImageData(0, 0, width, height);
      this.worker.postMessage(frame, [frame.pixels.data.buffer]);
    }
    return true;
  }

  /** After a frame that could not be taken from the video. */
  release(): void {
    this.busy = false;
  }

  private fail(detail: string): void {
    this.failure = detail;
    this.onFailure?.(detail);
  }
}
