// Draws the app's icons: four corners of a viewfinder and a line of bars. Run it by hand after a change: node scanner/build/icons.mjs
import { deflateSync } from 'node:zlib';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../public/icons/', import.meta.url));
const ground = [11, 79, 133];
const ink = [255, 255, 255];
const accent = [99, 214, 178];

// In a square of 100: x, y, width, height, colour.
const corner = 6;
const arm = 20;
const [low, high] = [20, 80];
const rectangles = [
  [low, low, arm, corner, ink], [low, low, corner, arm, ink],
  [high - arm, low, arm, corner, ink], [high - corner, low, corner, arm, ink],
  [low, high - corner, arm, corner, ink], [low, high - arm, corner, arm, ink],
  [high - arm, high - corner, arm, corner, ink], [high - corner, high - arm, corner, arm, ink],
  [33, 35, 4, 30, accent], [40, 35, 8, 30, accent], [51, 35, 3, 30, accent], [57, 35, 5, 30, accent], [65, 35, 2, 30, accent],
];

function crc(bytes) {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc(body), body.length + 4);
  return whole;
}

function png(size, radius, scale) {
  const pixels = Buffer.alloc(size * (size * 4 + 1));
  const at = (x, y) => {
    const inset = Math.max(radius - x, x - (100 - radius), 0);
    const insetY = Math.max(radius - y, y - (100 - radius), 0);
    if (Math.hypot(inset, insetY) > radius) return null;
    const [u, v] = [50 + (x - 50) / scale, 50 + (y - 50) / scale];
    return rectangles.find(([left, top, width, height]) => u >= left && u < left + width && v >= top && v < top + height)?.[4] ?? ground;
  };
  const samples = [0.125, 0.375, 0.625, 0.875];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let [r, g, b, a] = [0, 0, 0, 0];
      for (const dy of samples) {
        for (const dx of samples) {
          const colour = at(((column + dx) * 100) / size, ((row + dy) * 100) / size);
          if (colour === null) continue;
          r += colour[0]; g += colour[1]; b += colour[2]; a++;
        }
      }
      const offset = row * (size * 4 + 1) + 1 + column * 4;
      if (a > 0) pixels.set([Math.round(r / a), Math.round(g / a), Math.round(b / a), Math.round((a * 255) / 16)], offset);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', header), chunk('IDAT', deflateSync(pixels, { level: 9 })), chunk('IEND', Buffer.alloc(0)),
  ]);
}

const hex = (colour) => '#' + colour.map((part) => part.toString(16).padStart(2, '0')).join('');
writeFileSync(folder + 'icon.svg',
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" rx="20" fill="${hex(ground)}"/>`
  + rectangles.map(([x, y, w, h, c]) => `<path fill="${hex(c)}" d="M${x} ${y}h${w}v${h}h-${w}z"/>`).join('') + '</svg>\n');
writeFileSync(folder + 'icon-180.png', png(180, 0, 1));
writeFileSync(folder + 'icon-192.png', png(192, 20, 1));
writeFileSync(folder + 'icon-512.png', png(512, 20, 1));
writeFileSync(folder + 'icon-maskable-512.png', png(512, 0, 0.8));
