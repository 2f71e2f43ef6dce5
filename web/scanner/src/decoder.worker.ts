import { prepareZXingModule, readBarcodes, type ReadResult } from 'zxing-wasm/reader';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { isLinear, quick, settingsOf } from './decode-settings.ts';
import { measure, trouble, type Trouble } from './quality.ts';

export interface Frame {
  id: number;
  bitmap?: ImageBitmap;
  pixels?: ImageData;
}

export interface FoundCode {
  text: string;
  symbology: string;
  linear: boolean;
  /** Corners in the frame, each from 0 to 1. */
  corners: { x: number; y: number }[];
}

export type FromDecoder =
  | { kind: 'ready' }
  | { kind: 'failed'; detail: string }
  | { kind: 'frame'; id: number; codes: FoundCode[]; trouble: Trouble; tookMs: number };

interface WorkerScope {
  postMessage(message: FromDecoder): void;
  onmessage: ((event: MessageEvent<Frame>) => void) | null;
}

const scope = self as unknown as WorkerScope;
let canvas: OffscreenCanvas | null = null;
let frames = 0;

const ready = prepareZXingModule({ overrides: { locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? wasm : prefix + path) }, fireImmediately: true });
ready.then(() => scope.postMessage({ kind: 'ready' }), (fault: unknown) => scope.postMessage({ kind: 'failed', detail: String(fault) }));

scope.onmessage = async ({ data }) => {
  const started = performance.now();
  const pixels = data.pixels ?? pixelsOf(data.bitmap as ImageBitmap);
  const settings = settingsOf(frames++);
  const careful = settings !== quick;
  const results = await readBarcodes(pixels, settings);
  const codes = results.filter((result) => result.isValid && result.text !== '').map((result) => found(result, pixels));
  // Only the thorough frames look for symbols that they cannot read.
  const unread = results.filter((result) => !result.isValid);
  const small = unread.some((result) => extent(result, pixels) < 0.1);
  const why = codes.length === 0 && careful ? trouble(measure(pixels.data as Uint8ClampedArray, pixels.width, pixels.height), unread.length > 0, small) : null;
  scope.postMessage({ kind: 'frame', id: data.id, codes, trouble: why, tookMs: performance.now() - started });
};

function pixelsOf(bitmap: ImageBitmap): ImageData {
  if (canvas?.width !== bitmap.width || canvas.height !== bitmap.height) canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function corners(result: ReadResult): { x: number; y: number }[] {
  const { topLeft, topRight, bottomRight, bottomLeft } = result.position;
  return [topLeft, topRight, bottomRight, bottomLeft];
}

function found(result: ReadResult, frame: ImageData): FoundCode {
  return {
    text: result.text,
    symbology: result.symbologyIdentifier,
    linear: isLinear(result),
    corners: corners(result).map(({ x, y }) => ({ x: x / frame.width, y: y / frame.height })),
  };
}

function extent(result: ReadResult, frame: ImageData): number {
  const points = corners(result);
  const wide = Math.max(...points.map(({ x }) => x)) - Math.min(...points.map(({ x }) => x));
  const high = Math.max(...points.map(({ y }) => y)) - Math.min(...points.map(({ y }) => y));
  return Math.max(wide / frame.width, high / frame.height);
}
