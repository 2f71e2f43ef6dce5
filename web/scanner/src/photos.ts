import { newKey, type StoredPhoto } from './scan.ts';

export const longestSide = 1600;
const mostBytes = 4 * 1024 * 1024;

/** The size of a picture once its longer side is at most `longestSide`. */
export function fitted(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, longestSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Makes a JPEG of what the camera or the gallery gave, small enough for a slow link. Null where it is no picture. */
export async function shrunk(file: Blob): Promise<ArrayBuffer | null> {
  const picture = await decodedPicture(file);
  if (!picture) return null;
  const { width, height } = fitted(picture.width, picture.height);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.drawImage(picture, 0, 0, width, height);
  picture.close();
  for (const quality of [0.82, 0.7, 0.5]) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
    if (blob && blob.size <= mostBytes) return blob.arrayBuffer();
  }
  return null;
}

async function decodedPicture(file: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file);
  } catch (fault) {
    if (fault instanceof DOMException) return null;
    throw fault;
  }
}

export function photoOf(scanKey: string, bytes: ArrayBuffer): StoredPhoto {
  return { id: newKey(), scan_key: scanKey, state: 'saved', type: 'image/jpeg', bytes };
}
