import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium, expect, test as base } from '@playwright/test';
import { artefacts } from './server.js';
import { browserArgs, browserPath } from '../playwright.config.js';
import { Phone } from './phone.js';

export { expect };

/** Notes what goes wrong in the pages of a context: errors in the browser's console, and what the content security policy refuses. */
export async function collect(context, faults) {
  await context.addInitScript(() => addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} refuses ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`)));
  context.on('console', (message) => {
    const where = message.location().url; // favicon.ico is what browsers ask for beside an answer that is no page
    if (message.type() === 'error' && !where.endsWith('/favicon.ico')) faults.push(`${message.text()} at ${where}`);
  });
  context.on('weberror', (error) => faults.push(`${error.error().message} on ${error.page()?.url()}`));
  return context;
}

/**
 * `plant` is the demo plant that all tests share; `api` asks it as its admin; `console_` opens a page of the console as somebody of it; `phone` opens the scanner in a browser
 * of the size of a phone. Whatever happens in any of these pages, a violation of the content security policy or an error in the console of the browser fails the test.
 */
export const test = base.extend({
  plant: [async ({}, use) => use(JSON.parse(readFileSync(process.env.SCANWARD_TEST_PLANT, 'utf8'))), { scope: 'worker' }],

  watch: [async ({}, use) => {
    const faults = [];
    const allowed = [];
    const watch = (context) => collect(context, faults);
    watch.allow = (...patterns) => allowed.push(...patterns);
    await use(watch);
    expect(faults.filter((fault) => !allowed.some((pattern) => pattern.test(fault))), 'errors in the browser').toEqual([]);
  }, { auto: true }],

  context: async ({ context, watch }, use) => use(await watch(context)),

  api: async ({ plant, playwright }, use) => {
    const context = await playwright.request.newContext({ baseURL: plant.url, extraHTTPHeaders: { Authorization: `Bearer ${plant.admin}`, 'Scanward-Site': plant.site } });
    const ask = async (method, url, data, headers) => {
      const answer = await context.fetch(url, { method, headers, ...(data === undefined ? {} : { data }) });
      const body = await answer.json().catch(() => null);
      return { status: answer.status(), body, headers: answer.headers() };
    };
    const done = async (...call) => {
      const answer = await ask(...call);
      if (answer.status >= 400) throw new Error(`${call[0]} ${call[1]} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
    /** A key as a phone has one. */
    const newKey = async (name) => done('POST', '/api/v1/keys', { name, role: 'device', site: plant.site });
    const bytes = async (method, url, data) => {
      const answer = await context.fetch(url, { method, data });
      if (!answer.ok()) throw new Error(`${method} ${url} was answered ${answer.status()}: ${await answer.text()}`);
      return answer.body();
    };
    await use({ ask, done, newKey, bytes });
    await context.dispose();
  },

  console_: async ({ browser, plant, watch }, use) => {
    const opened = [];
    await use(async (who, options = {}) => {
      const context = await watch(await browser.newContext({ baseURL: plant.url, viewport: { width: 1280, height: 800 }, locale: 'en-GB', storageState: who && plant.states[who], ...options }));
      opened.push(context);
      return context.newPage();
    });
    for (const context of opened) await context.close();
  },

  /** `phone({ video })` has a camera that shows the video; `phone({ profile })` keeps everything in that folder. */
  phone: async ({ browser, plant, watch }, use) => {
    const opened = [];
    await use(async ({ video, profile, camera, url = plant.url, who, ...options } = {}) => {
      const args = [...browserArgs, '--autoplay-policy=no-user-gesture-required'];
      if (video) args.push('--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${video}`);
      if (camera === 'none') args.push('--use-fake-device-for-media-stream=device-count=0', '--use-fake-ui-for-media-stream');
      if (camera === 'refused') args.push('--use-fake-device-for-media-stream', '--deny-permission-prompts');
      const like = { baseURL: url, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'en-GB', timezoneId: 'America/Chicago', serviceWorkers: 'allow', storageState: who && plant.states[who], ...options };
      let context;
      let over;
      if (profile) {
        context = await chromium.launchPersistentContext(profile, { executablePath: browserPath, args, ...like });
        over = () => context.close();
      } else {
        const own = video || camera ? await chromium.launch({ executablePath: browserPath, args }) : null;
        context = await (own ?? browser).newContext(like);
        over = () => (own ?? context).close();
      }
      await watch(context);
      opened.push(over);
      return new Phone(context.pages()[0] ?? await context.newPage(), context, over);
    });
    for (const over of opened) await over();
  },

  /** Keeps a picture of the page as an artefact. */
  shot: async ({}, use) => use(async (page, name, options) => {
    await mkdir(artefacts, { recursive: true });
    await page.screenshot({ path: path.join(artefacts, `${name}.png`), animations: 'disabled', ...options });
  }),
});

/** Words that stand for what went wrong on purpose. */
export const offlineErrors = /net::ERR_(INTERNET_DISCONNECTED|FAILED|CONNECTION_REFUSED|NETWORK_CHANGED|ABORTED)/;
export const answered = (...codes) => new RegExp(`status of (${codes.join('|')})`);
