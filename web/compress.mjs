// Puts a brotli and a gzip form beside each built file that they make smaller, so that the server compresses nothing while it serves.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = process.argv[2]
const worthIt = /\.(js|css|html|json|svg|wasm|webmanifest|txt|map)$/

for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue
  const path = join(entry.parentPath, entry.name)
  if (path.endsWith('.br') || path.endsWith('.gz')) rmSync(path)
}
for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !worthIt.test(entry.name)) continue
  const path = join(entry.parentPath, entry.name)
  const plain = readFileSync(path)
  const brotli = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } })
  const gzip = gzipSync(plain, { level: 9 })
  if (brotli.length < plain.length * 0.95) writeFileSync(`${path}.br`, brotli)
  if (gzip.length < plain.length * 0.95) writeFileSync(`${path}.gz`, gzip)
}
