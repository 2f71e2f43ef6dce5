import { defineConfig } from 'vite'

/** One script and one style sheet, under fixed names: the pages are rendered by the server, which adds a fingerprint of the content to each address. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/web/',
  build: {
    outDir: '../../artifacts/web/web',
    emptyOutDir: true,
    target: 'es2022',
    rollupOptions: {
      input: { console: `${import.meta.dirname}/src/console.ts` },
      output: { entryFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
    cssCodeSplit: false,
  },
})
