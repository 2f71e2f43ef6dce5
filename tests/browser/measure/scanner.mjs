// How long a person waits at the scanner: from the button that opens the camera to the label that was read, and from the button that sends to the scan that is saved on the phone.
// Each time in a new browser of a phone's size, whose camera sees a label that we printed. docs/benchmarks.md, `bench/scanner`.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { filmed, rendered } from '../lib/labels.js';
import { Phone } from '../lib/phone.js';
import { newFolder, remove, scanward, serve } from '../lib/server.js';
import { browserArgs, browserPath } from '../playwright.config.js';

const rounds = Number(process.argv[2] ?? 10);
const asset = 'UPS-000115';

/** Milliseconds from the click on one element to the presence of another, as the page itself sees it. */
const between = (page, click, appears) => page.evaluate(([from, to]) => new Promise((resolve) => {
  const began = performance.now();
  const look = () => {
    if (!document.querySelector(to)) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - began)); // shown, and not only there
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { childList: true, subtree: true });
  document.querySelector(from).click();
  look();
}), [click, appears]);

const quantile = (times, share) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))];
const tell = (what, times) => console.log(`${what.padEnd(28)} median ${quantile(times, 0.5).toFixed(0)} ms, P95 ${quantile(times, 0.95).toFixed(0)} ms, longest ${Math.max(...times).toFixed(0)} ms (${times.length} times)`);

const folder = await newFolder();
const data = path.join(folder, 'data');
const server = await serve('demo', data, /Stop with/);
try {
  const key = async (role) => /swk_[\w-]+/.exec(await scanward('key', 'create', '--data', data, '--site', 'north-clinic', '--role', role, '--name', role))[0];
  const [admin, device] = [await key('admin'), await key('device')];
  const pdf = path.join(folder, 'label.pdf');
  const sheet = await fetch(`${server.url}/api/v1/labels`, { method: 'POST', headers: { Authorization: `Bearer ${admin}`, 'Content-Type': 'application/json' }, body: JSON.stringify({ assets: [asset], preset: 'roll-50x25', format: 'pdf' }) });
  if (!sheet.ok) throw new Error(await sheet.text());
  await mkdir(folder, { recursive: true });
  await writeFile(pdf, Buffer.from(await sheet.arrayBuffer()));
  const video = await filmed(await rendered(pdf));
  const [reads, saves, firsts] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    const browser = await chromium.launch({ executablePath: browserPath, args: [...browserArgs, '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${video}`] });
    const context = await browser.newContext({ baseURL: server.url, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'en-GB' });
    const phone = new Phone(await context.newPage(), context, () => browser.close());
    await phone.signOn(device, 'nc-t001');
    await phone.readyForOffline();
    firsts.push(await phone.page.evaluate(() => performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation')).filter(({ name }) => !name.endsWith('.wasm') && !name.includes('/api/')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)));
    reads.push(await between(phone.page, '#start-scanning', '#send'));
    await phone.page.waitForTimeout(700); // nobody taps before they have read what was read
    await context.setOffline(round % 2 === 1); // saved is saved, with network and without
    saves.push(await between(phone.page, '#send', '#scan-next'));
    await phone.close();
  }
  tell('first read', reads);
  tell('tap to saved', saves);
  console.log(`${'first load'.padEnd(28)} ${Math.round(Math.max(...firsts) / 1024)} KB compressed, without the WebAssembly`);
} finally {
  await server.stop();
  await remove(folder);
}
