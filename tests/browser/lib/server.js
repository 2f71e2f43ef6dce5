// The program under test, run as people run it.
import { spawn, execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const artefacts = path.join(root, 'artifacts/test/browser');
const program = process.env.SCANWARD_PROGRAM ?? path.join(root, 'artifacts/bin/Scanward.Server/release/Scanward.Server.dll');
const run = promisify(execFile);

export const newFolder = () => mkdtemp(path.join(tmpdir(), 'scanward-browser-'));
export const remove = (folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 });

/** Runs a command to its end; what it printed. */
export async function scanward(...args) {
  const { stdout } = await run('dotnet', [program, ...args], { maxBuffer: 16 * 1024 * 1024 });
  return stdout;
}

/** Starts the server on a free port, and waits until it has said where: `{ url, said, stop }`. */
export async function serve(verb, folder, said, ...more) {
  const child = spawn('dotnet', [program, verb, '--data', folder, '--urls', 'http://127.0.0.1:0', ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let ended;
  const end = new Promise((resolve) => child.once('exit', (code) => resolve(ended = code ?? -1)));
  const url = await new Promise((resolve, reject) => {
    const look = (chunk) => {
      out += chunk;
      const at = /http:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0];
      if (at && said.test(out)) resolve(at);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    void end.then(() => reject(new Error(`The program ended with ${ended} before it served:\n${out}`)));
  });
  return {
    url,
    get said() { return out; },
    async stop() {
      child.kill('SIGTERM');
      await end;
    },
  };
}
