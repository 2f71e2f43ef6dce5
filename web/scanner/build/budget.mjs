// How much a phone fetches before the scanner can be used: every file of the build but the wasm, which follows, compressed as the server sends it.
//   node scanner/build/budget.mjs [FOLDER]
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const limit = 300 * 1024;
const folder = process.argv[2] ?? fileURLToPath(new URL('../../../artifacts/web/scan', import.meta.url));
// What compress.mjs lays beside a file is another form of it.
const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile() && !/\.(gz|br)$/.test(file.name)).map((file) => join(file.parentPath, file.name));
const sizes = files.map((file) => {
  const bytes = readFileSync(file);
  return { file: file.slice(folder.length + 1), gzip: gzipSync(bytes, { level: 6 }).length, brotli: brotliCompressSync(bytes).length };
});
const first = sizes.filter(({ file }) => !file.endsWith('.wasm'));
const sum = (of, by) => of.reduce((total, size) => total + size[by], 0);
for (const { file, gzip, brotli } of sizes.sort((a, b) => b.gzip - a.gzip)) console.log(`${String(gzip).padStart(8)} gzip ${String(brotli).padStart(8)} br  ${file}`);
console.log(`first load without the wasm: ${sum(first, 'gzip')} bytes gzip, ${sum(first, 'brotli')} br, of ${limit}`);
if (first.length < 3 || sum(first, 'gzip') > limit) {
  console.error('budget: the first load is above 300 KB, or this is no build of the scanner.');
  process.exit(1);
}
