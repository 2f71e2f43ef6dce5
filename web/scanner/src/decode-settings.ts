import type { ReadResult, ReaderOptions } from 'zxing-wasm/reader';

/**
 * How frames are read; the worker and bench/decode share it. Text is `Plain`: the bytes as they are in the symbol, control characters intact. ITF, Codabar and
 * Telepen are left out: they have no check digit of their own and find tags in ventilation grilles.
 */
const formats: NonNullable<ReaderOptions['formats']> = [
  'QRCode', 'DataMatrix', 'Aztec', 'PDF417', 'Code128', 'Code39', 'Code93', 'EAN13', 'EAN8', 'UPCA', 'UPCE', 'DataBarOmni', 'DataBarExp', 'DataBarStk', 'DataBarLtd',
];

const common: ReaderOptions = { formats, textMode: 'Plain', maxNumberOfSymbols: 8, eanAddOnSymbol: 'Ignore', tryCode39ExtendedMode: false };

/** Most frames: what a label held into the camera needs. */
export const quick: ReaderOptions = { ...common, tryHarder: false, tryRotate: true, tryInvert: false, tryDownscale: true, downscaleThreshold: 500, downscaleFactor: 2 };

/** Every third frame: whatever can be got out of it. */
export const thorough: ReaderOptions = { ...common, tryHarder: true, tryRotate: true, tryInvert: true, tryDownscale: true, tryDenoise: true, returnErrors: true };

/** Every other of those: one threshold for the whole picture, for glare, print on grey, and what is low in contrast. */
export const glaring: ReaderOptions = { ...thorough, binarizer: 'GlobalHistogram' };

const round: readonly ReaderOptions[] = [quick, quick, thorough, quick, quick, glaring];

/** The settings of the nth frame, counted from 0. */
export function settingsOf(frame: number): ReaderOptions {
  return round[frame % round.length] ?? quick;
}

const linear = new Set(['Code128', 'Code39', 'Code93', 'EANUPC', 'DataBar', 'ITF', 'Codabar']);

export function isLinear(result: Pick<ReadResult, 'symbology'>): boolean {
  return linear.has(result.symbology);
}
