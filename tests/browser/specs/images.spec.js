import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { filmed, printed, rendered } from '../lib/labels.js';
import { root } from '../lib/server.js';
import { expect, test } from '../lib/fixtures.js';

const run = promisify(execFile);
const folder = path.join(root, 'docs/images');
const most = 150 * 1024;

test('the pictures that the README shows are there, and small', async () => {
  const readme = await readFile(path.join(root, 'README.md'), 'utf8');
  const shown = [...readme.matchAll(/docs\/images\/[\w-]+\.png/g)].map((match) => match[0]);
  expect(shown.length).toBeGreaterThan(0);
  for (const image of shown) {
    expect(existsSync(path.join(root, image)), image).toBe(true);
    expect((await stat(path.join(root, image))).size, image).toBeLessThan(most);
  }
});

if (process.env.SCANWARD_RECORD_IMAGES) test.describe('pictures of the README', () => {
  /** Keeps it with a palette, which is all that a page needs. */
  async function record(page, name, options) {
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, `${name}.png`);
    const whole = path.join(root, 'artifacts/test/browser', `${name}.whole.png`);
    await mkdir(path.dirname(whole), { recursive: true });
    await writeFile(whole, await page.screenshot({ animations: 'disabled', ...options }));
    await run('ffmpeg', ['-v', 'error', '-y', '-i', whole, '-vf', 'split[a][b];[a]palettegen=stats_mode=full[p];[b][p]paletteuse=dither=none', '-pred', 'mixed', file]);
    expect((await stat(file)).size).toBeLessThan(most);
  }

  test('the console', async ({ api, console_ }) => {
    test.setTimeout(120_000);
    // The overview tells of the last minutes.
    const { key } = await api.newKey('pictures of the console');
    const assets = (await api.done('GET', '/api/v1/assets?limit=100')).items;
    for (const [at, asset] of assets.slice(0, 48).entries()) {
      const mode = at % 3 === 0 ? { scan_type: 'corrective', failure_mode: asset.failure_modes[0] } : { scan_type: at % 3 === 1 ? 'inspection' : 'preventive' };
      await api.ask('POST', '/api/v1/scans', { tag: at % 16 === 15 ? 'UNKNOWN-7' : asset.tags[0], scan_timestamp: new Date().toISOString(), operator_id: 'nc-t001', idempotency_key: crypto.randomUUID(), ...mode }, { Authorization: `Bearer ${key}` });
    }
    const page = await console_('admin');
    for (const [name, at, ready] of [['board', '/work-orders', '.board-card'], ['overview', '/', '#overview .figure'], ['crews', '/crews', '[class*="timeline"]']]) {
      await page.goto(at, { waitUntil: 'load' });
      await expect(page.locator(ready).first()).toBeVisible();
      await record(page, name);
    }
    await page.goto('/scans?type=corrective&status=routed');
    await page.goto(await page.locator('#main tr', { has: page.locator('a[href^="/work-orders/"]') }).first().locator('a[href^="/scans/"]').first().getAttribute('href'));
    await expect(page.locator('h1')).toBeVisible();
    await record(page, 'scan-story');
  });

  test('the labels', async ({ console_ }) => {
    const page = await console_('admin');
    await page.goto('/labels?pick=all&class=ups&preset=L7160&outline=yes');
    await expect(page.locator('.label-preview')).toBeVisible();
    await record(page, 'labels');
  });

  test('the scanner', async ({ plant, api, phone }) => {
    const video = await filmed(await rendered(await printed(api, plant.made, 'picture', { assets: ['AHU-000123'], preset: 'roll-50x25' })));
    const scanner = await phone({ video });
    const { page } = scanner;
    await scanner.signOn((await api.newKey('pictures')).key, 'nc-t001');
    await scanner.readyForOffline();
    await page.locator('#start-scanning').click();
    await page.locator('#mode-bearing_noise').click();
    await record(page, 'scanner-scan');
    await page.locator('#send').click();
    await expect(page.locator('#answer-number')).toHaveText(/^WO-/);
    await expect(page.locator('.facts')).toContainText('On site');
    await record(page, 'scanner-answer');
  });
});
