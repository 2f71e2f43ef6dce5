// How often and how fast the scanner's decoder reads the sample pictures of zxing-cpp, with the settings of the scanner itself.
//   node bench/decode/decode.mjs SAMPLES [--json]
// SAMPLES is a folder with zxing-cpp's test/samples in it (bench/decode/run fetches it). Wants ffmpeg, to take the pictures apart.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const web = fileURLToPath(new URL('../../web/', import.meta.url));
const require = createRequire(join(web, 'package.json'));
const { runnerImport } = await import(pathToFileURL(join(web, 'node_modules/vite/dist/node/index.js')).href);
const { prepareZXingModule, readBarcodes } = await import(pathToFileURL(join(web, 'node_modules/zxing-wasm/dist/es/reader/index.js')).href);
const { quick, thorough, glaring, settingsOf } = (await runnerImport(join(web, 'scanner/src/decode-settings.ts'))).module;

const [samples, ...flags] = process.argv.slice(2);
if (!samples || !existsSync(samples)) {
  console.error('decode: say where the samples are: node bench/decode/decode.mjs SAMPLES [--json]');
  process.exit(2);
}
const families = { qr: /^qrcode-\d$/, datamatrix: /^datamatrix-\d$/, code128: /^code128-\d$/ };
const wasmBinary = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });

// A picture as the camera would show it: all of it, in a frame of at most 1280 × 720.
function frame(file, fit) {
  const scale = fit
    ? ['-vf', "scale='min(1280,iw)':'min(720,ih)':force_original_aspect_ratio=decrease,pad=1280:720:(ow-iw)/2:(oh-ih)/2:white"]
    : [];
  // A picture's first two lines in PAM tell its size.
  const pam = execFileSync('ffmpeg', ['-v', 'error', '-i', file, ...scale, '-frames:v', '1', '-pix_fmt', 'rgba', '-c:v', 'pam', '-f', 'image2pipe', '-'], { maxBuffer: 1 << 28 });
  const end = pam.indexOf('ENDHDR\n') + 7;
  const header = pam.subarray(0, end).toString('latin1');
  const [width, height] = ['WIDTH', 'HEIGHT'].map((name) => Number(new RegExp(`${name} (\\d+)`).exec(header)[1]));
  return { width, height, data: new Uint8ClampedArray(pam.buffer, pam.byteOffset + end, width * height * 4), colorSpace: 'srgb' };
}

function expected(file) {
  const stem = file.slice(0, -extname(file).length);
  if (existsSync(`${stem}.txt`)) return readFileSync(`${stem}.txt`, 'utf8');
  if (existsSync(`${stem}.bin`)) return readFileSync(`${stem}.bin`);
  return null;
}

// zxing-cpp writes its .txt files without the line's end that editors add, and its .bin files byte by byte.
const same = (result, wanted) => typeof wanted === 'string' ? result.text === wanted : Buffer.from(result.bytes).equals(wanted);

// The scanner's way: it goes through its settings frame by frame until one reads something, and that counts.
async function read(picture) {
  for (const settings of [quick, thorough, glaring]) {
    const found = (await readBarcodes(picture, settings)).filter((result) => result.isValid);
    if (found.length > 0) return found;
  }
  return [];
}

async function timed(picture, settings) {
  const started = performance.now();
  await readBarcodes(picture, settings);
  return performance.now() - started;
}

const percentile = (values, share) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

const report = {};
for (const [family, folders] of Object.entries(families)) {
  const times = { quick: [], thorough: [], mixed: [] };
  const missed = [];
  const wrong = [];
  let pictures = 0;
  for (const folder of readdirSync(samples).filter((name) => folders.test(name)).sort()) {
    for (const name of readdirSync(join(samples, folder)).filter((each) => /\.(png|jpe?g|webp)$/i.test(each)).sort()) {
      const file = join(samples, folder, name);
      const wanted = expected(file);
      if (wanted === null) continue;
      pictures++;
      const results = await read(frame(file, false));
      if (results.length === 0) missed.push(`${folder}/${name}`);
      else if (!results.some((result) => same(result, wanted))) wrong.push(`${folder}/${name}`);
      const at720p = frame(file, true);
      if (pictures === 1) for (let warm = 0; warm < 10; warm++) await timed(at720p, quick);
      times.quick.push(await timed(at720p, quick));
      times.thorough.push(await timed(at720p, thorough));
      times.mixed.push(await timed(at720p, settingsOf(pictures)));
    }
  }
  report[family] = {
    pictures, exact: pictures - missed.length - wrong.length, exact_share: Math.round(((pictures - missed.length - wrong.length) / pictures) * 1000) / 1000,
    p50_ms: Math.round(percentile(times.mixed, 0.5) * 10) / 10, p95_ms: Math.round(percentile(times.mixed, 0.95) * 10) / 10,
    quick_p50_ms: Math.round(percentile(times.quick, 0.5) * 10) / 10, thorough_p50_ms: Math.round(percentile(times.thorough, 0.5) * 10) / 10,
    missed, wrong,
  };
}

if (flags.includes('--json')) console.log(JSON.stringify(report, null, 2));
else {
  for (const [family, row] of Object.entries(report)) {
    console.log(`${family.padEnd(11)} ${row.exact}/${row.pictures} exact (${row.exact_share.toFixed(3)})  P50 ${row.p50_ms} ms, P95 ${row.p95_ms} ms at 720p  (quick ${row.quick_p50_ms}, thorough ${row.thorough_p50_ms})`);
    if (row.wrong.length > 0) console.log(`  misread: ${row.wrong.join(' ')}`);
    if (row.missed.length > 0) console.log(`  not read: ${row.missed.join(' ')}`);
  }
}
const failed = Object.values(report).some((row) => row.pictures === 0 || row.exact_share < 0.93 || row.p50_ms > 60);
if (failed) console.error('decode: below the target of 0.93 exact, or above 60 ms at the median.');
process.exit(failed ? 1 : 0);
