import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Plugin } from 'vite';

/** Writes into sw.js which files the scanner is made of, and a version that changes with any of them. */
export function precache(publicFolder: string): Plugin {
  return {
    name: 'scanward-precache',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle['sw.js'];
        if (worker?.type !== 'chunk') throw new Error('The build made no sw.js.');
        const digest = createHash('sha256');
        const files: string[] = [];
        for (const name of Object.keys(bundle).sort()) {
          const output = bundle[name];
          if (output === undefined || name === 'sw.js' || name.endsWith('.map')) continue;
          // The page is kept under its address, not under its file's name.
          files.push(name === 'index.html' ? '' : name);
          digest.update(name).update(output.type === 'chunk' ? output.code : output.source);
        }
        for (const path of readdirSync(publicFolder, { recursive: true, withFileTypes: true })) {
          if (!path.isFile()) continue;
          const file = join(path.parentPath, path.name);
          const name = relative(publicFolder, file);
          files.push(name);
          digest.update(name).update(readFileSync(file));
        }
        digest.update(worker.code);
        worker.code = worker.code
          .replaceAll('__SCANWARD_FILES__', JSON.stringify(files))
          .replaceAll('__SCANWARD_VERSION__', JSON.stringify(digest.digest('hex').slice(0, 12)));
      },
    },
  };
}
