import { readFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { browserArgs, browserPath } from '../playwright.config.js';
import { answered, expect, test } from '../lib/fixtures.js';

const pages = ['/sign-in', '/', '/work-orders', '/scans', '/assets', '/assets/UPS-000115', '/parts', '/crews', '/calendar', '/policy', '/policy/try', '/dead-letters', '/connectors', '/devices', '/labels', '/sites', '/people', '/audit', '/account', '/scan/'];

if (process.env.SCANWARD_TEST_LONG) test('Lighthouse: accessibility and best practices are 95 or better on every page', async ({ plant, watch }) => {
  test.setTimeout(20 * 60_000);
  watch.allow(answered(401));
  const { default: lighthouse } = await import('lighthouse');
  const cookies = JSON.parse(await readFile(plant.states.admin, 'utf8')).cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join('; ');
  const port = 9300 + Number(process.env.TEST_PARALLEL_INDEX ?? 0);
  const browser = await chromium.launch({ executablePath: browserPath, args: [...browserArgs, `--remote-debugging-port=${port}`] });
  const low = [];
  try {
    for (const at of pages) {
      const { lhr } = await lighthouse(plant.url + at, { port, output: 'json', logLevel: 'error', onlyCategories: ['accessibility', 'best-practices'], extraHeaders: at === '/sign-in' || at === '/scan/' ? {} : { Cookie: cookies }, screenEmulation: { disabled: true }, formFactor: at === '/scan/' ? 'mobile' : 'desktop' });
      for (const category of Object.values(lhr.categories)) {
        if (category.score >= 0.95) continue;
        const failed = category.auditRefs.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1).map(({ id }) => id);
        low.push(`${at}: ${category.title} ${category.score} (${failed.join(', ')})${lhr.runtimeError ? ` ${lhr.runtimeError.message}` : ''}`);
      }
    }
  } finally {
    await browser.close();
  }
  expect(low).toEqual([]);
});
