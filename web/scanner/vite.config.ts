import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { precache } from './build/precache.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

// While developing, everything but the scanner itself comes from a running server.
const server = process.env['SCANWARD_URL'] ?? 'http://127.0.0.1:5000';
const proxy = Object.fromEntries(['/api', '/session', '/sign-in', '/sign-out', '/t/'].map((path) => [path, { target: server, changeOrigin: false }]));

export default defineConfig({
  root: here,
  base: '/scan/',
  plugins: [precache(`${here}public`)],
  // Nothing becomes a data: address, which the content security policy would refuse.
  build: {
    outDir: '../../artifacts/web/scan',
    emptyOutDir: true,
    target: ['chrome87', 'safari15', 'firefox102'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { index: `${here}index.html`, sw: `${here}src/sw.ts` },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  worker: { format: 'es', rollupOptions: { output: { entryFileNames: 'assets/[name]-[hash].js' } } },
  server: { proxy },
  preview: { proxy },
  test: { include: ['test/**/*.test.ts'], environment: 'node' },
});
