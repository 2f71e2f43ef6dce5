import { expect } from '@playwright/test';

/** The scanner as somebody holds it. */
export class Phone {
  constructor(page, context, over) {
    this.page = page;
    this.context = context;
    this.close = over;
  }

  /** Signs on with a key, as for a trial. */
  async signOn(key, operator) {
    const { page } = this;
    await page.goto('/scan/');
    await page.locator('#enter-key').click();
    await page.locator('#key').fill(key);
    await page.locator('#operator').fill(operator);
    await page.locator('#key-submit').click();
    await expect(page.locator('#start-scanning')).toBeVisible();
  }

  /** Until all that works without network lies on this phone: the pages, and the site's assets. */
  async readyForOffline() {
    await this.page.evaluate(async () => { await navigator.serviceWorker.ready; });
    await expect.poll(() => this.kept('assets'), { message: 'assets on the phone' }).not.toHaveLength(0);
  }

  /** All rows of a store of the phone's database. */
  kept(store) {
    return this.page.evaluate(async (name) => {
      const wait = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const database = await wait(indexedDB.open('scanward'));
      try {
        return await wait(database.transaction(name).objectStore(name).getAll());
      } finally {
        database.close();
      }
    }, store);
  }

  scans() { return this.kept('scans'); }

  /** As a keyboard-wedge scanner types: a key every ten milliseconds, however busy this machine is, then Enter. */
  async wedge(tag, page = this.page) {
    const client = await this.context.newCDPSession(page);
    const began = Date.now() / 1000;
    const keys = [...[...tag].map((key) => ({ key, text: key })), { key: 'Enter', code: 'Enter', text: '\r', windowsVirtualKeyCode: 13 }];
    await Promise.all(keys.flatMap((key, at) => [
      client.send('Input.dispatchKeyEvent', { type: 'keyDown', timestamp: began + at / 100, ...key }),
      client.send('Input.dispatchKeyEvent', { type: 'keyUp', timestamp: began + at / 100 + 0.005, ...key, text: undefined }),
    ]));
    await client.detach();
  }

  /** Types a tag by hand, and goes on to what it is about. */
  async type(tag) {
    const { page } = this;
    await page.locator('#home-type-tag, #typed-tag').first().waitFor();
    if (await page.locator('#home-type-tag').isVisible()) await page.locator('#home-type-tag').click();
    await page.locator('#typed-tag').fill(tag);
    await page.locator('#typed-submit').click();
    await expect(page.locator('#send')).toBeVisible();
  }

  /** Every code is taken at once, as an inspection. */
  async startRound() {
    await this.page.locator('#home-round').click();
    await this.page.locator('#home-inspection').click();
    await expect(this.page.locator('#home-round')).toHaveAttribute('aria-pressed', 'true');
    await expect(this.page.locator('#home-inspection')).toHaveAttribute('aria-pressed', 'true');
  }
}
