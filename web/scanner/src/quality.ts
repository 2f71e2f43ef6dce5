/** Why a frame gives nothing. */
export type Trouble = 'dark' | 'blurred' | 'far' | null;

export interface Light {
  /** Mean brightness, 0 to 255. */
  mean: number;
  /** Variance of the Laplacian: how sharp the sharpest edges are. */
  sharpness: number;
}

/** Below these a label cannot be read, as tried with printed labels at 720p. */
const darkBelow = 45;
const blurredBelow = 60;

/** Measures the middle half of a frame in every second pixel; the rest is background. */
export function measure(rgba: Uint8ClampedArray, width: number, height: number): Light {
  const [left, top] = [width >> 2, height >> 2];
  const [columns, rows] = [Math.max(3, width >> 2), Math.max(3, height >> 2)];
  const luma = new Float32Array(columns * rows);
  let sum = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const at = ((top + y * 2) * width + left + x * 2) * 4;
      const value = 0.299 * (rgba[at] ?? 0) + 0.587 * (rgba[at + 1] ?? 0) + 0.114 * (rgba[at + 2] ?? 0);
      luma[y * columns + x] = value;
      sum += value;
    }
  }
  let total = 0;
  let squares = 0;
  const count = (columns - 2) * (rows - 2);
  for (let y = 1; y < rows - 1; y++) {
    for (let x = 1; x < columns - 1; x++) {
      const at = y * columns + x;
      const edge = 4 * (luma[at] ?? 0) - (luma[at - 1] ?? 0) - (luma[at + 1] ?? 0) - (luma[at - columns] ?? 0) - (luma[at + columns] ?? 0);
      total += edge;
      squares += edge * edge;
    }
  }
  return { mean: sum / luma.length, sharpness: squares / count - (total / count) ** 2 };
}

/**
 * What to tell a person whose label is not read.
 * @param smallCode a symbol was found but not read, and is smaller than a tenth of the frame
 */
export function trouble(light: Light, foundUnread: boolean, smallCode: boolean): Trouble {
  if (light.mean < darkBelow) return 'dark';
  if (foundUnread && smallCode) return 'far';
  if (foundUnread || light.sharpness < blurredBelow) return 'blurred';
  return null;
}
