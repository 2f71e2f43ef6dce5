import { expect, test } from 'vitest';
import { fitted } from '../src/photos.ts';
import { measure, trouble } from '../src/quality.ts';
import { tagOf } from '../src/nfc.ts';

/** A picture of squares of 8 pixels, as bright and as contrasty as asked, and blurred over so many pixels. */
function squares(dark: number, bright: number, blur: number): Uint8ClampedArray {
  const [width, height] = [320, 240];
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let shift = 0; shift <= blur; shift++) sum += ((x + shift) >> 3) + (y >> 3) & 1 ? bright : dark;
      pixels.fill(sum / (blur + 1), (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return pixels;
}

const look = (pixels: Uint8ClampedArray): ReturnType<typeof measure> => measure(pixels, 320, 240);

test('says why a label is not read', () => {
  expect(trouble(look(squares(10, 40, 0)), false, false)).toBe('dark');
  expect(trouble(look(squares(110, 140, 24)), false, false)).toBe('blurred');
  expect(trouble(look(squares(20, 230, 0)), false, false)).toBeNull();
  expect(trouble(look(squares(20, 230, 0)), true, true)).toBe('far');
  expect(trouble(look(squares(20, 230, 0)), true, false)).toBe('blurred');
});

test('photos keep their shape and lose only size', () => {
  expect(fitted(4000, 3000)).toEqual({ width: 1600, height: 1200 });
  expect(fitted(3000, 4000)).toEqual({ width: 1200, height: 1600 });
  expect(fitted(800, 600)).toEqual({ width: 800, height: 600 });
  expect(fitted(10_000, 1)).toEqual({ width: 1600, height: 1 });
});

test('an NFC tag is its address or text, else its serial number', () => {
  const record = (recordType: string, text: string): { recordType: string; data: DataView } => ({ recordType, data: new DataView(new TextEncoder().encode(text).buffer) });
  expect(tagOf([record('mime', 'x'), record('url', 'https://scan.example/t/11M55G0JJ')], '04:a2:19')).toBe('https://scan.example/t/11M55G0JJ');
  expect(tagOf([record('text', '11M55G0JJ')], '04:a2:19')).toBe('11M55G0JJ');
  expect(tagOf([], '04:a2:19')).toBe('04A219');
});
