import path from 'node:path';
import { createServer, request as ask } from 'node:http';
import { newFolder, remove } from '../lib/server.js';
import { answered, expect, offlineErrors, test } from '../lib/fixtures.js';

test('fifty scans made offline survive a restart and arrive as fifty, in order', async ({ plant, api, console_, phone, watch, shot }) => {
  test.setTimeout(150_000);
  watch.allow(offlineErrors);
  const { key } = await api.newKey('offline');
  const desk = await console_('planner');
  const listed = async () => {
    await desk.goto('/scans?operator=nc-t011&limit=100');
    return desk.locator('#main a[href^="/scans/"]').evaluateAll((links) => [...new Set(links.map((link) => link.getAttribute('href').slice(7)))]);
  };
  const before = await listed(); // the demo's own day of scans may have some of hers
  const assets = (await api.done('GET', '/api/v1/assets?limit=50')).items;
  const tags = assets.map((asset) => asset.tags[0]);
  expect(tags).toHaveLength(50);
  const profile = path.join(plant.made, 'phone-offline');

  let scanner = await phone({ profile });
  await scanner.signOn(key, 'nc-t011');
  await scanner.readyForOffline();
  await scanner.startRound();
  await scanner.context.setOffline(true);
  for (const [at, tag] of tags.entries()) {
    await scanner.wedge(tag);
    await expect.poll(async () => (await scanner.scans()).length, { intervals: [20, 50, 100] }).toBe(at + 1);
  }
  await scanner.page.locator('#open-queue').click();
  await expect(scanner.page.locator('#count-saved')).toHaveText('50');
  await shot(scanner.page, 'scanner-offline-queue');
  await scanner.close();

  scanner = await phone({ profile });
  const { page, context } = scanner;
  await context.setOffline(true);
  await page.goto('/scan/');
  await page.locator('#open-queue').click();
  await expect(page.locator('#count-saved')).toHaveText('50');
  await context.setOffline(false);
  await expect(page.locator('#count-saved')).toHaveText('0', { timeout: 60_000 });
  await expect.poll(async () => (await scanner.scans()).filter((scan) => scan.state === 'received').length, { timeout: 60_000 }).toBe(0);
  const kept = await scanner.scans();
  expect(kept.map((scan) => scan.tag)).toEqual(tags);
  expect(kept.filter((scan) => scan.state !== 'routed').map((scan) => [scan.tag, scan.state, scan.problem])).toEqual([]);

  // What the server has of this technician: these fifty, in this order, and nothing twice.
  const ids = (await listed()).filter((id) => !before.includes(id));
  expect(ids.reverse()).toEqual(kept.map((scan) => scan.ack.scan_id));
  expect(new Set(ids).size).toBe(50);
});

test('two tabs of one phone send each scan once', async ({ api, phone, watch }) => {
  watch.allow(offlineErrors);
  const scanner = await phone();
  const { page, context } = scanner;
  await scanner.signOn((await api.newKey('two tabs')).key, 'nc-t004');
  await scanner.readyForOffline();
  await scanner.startRound();
  const other = await context.newPage();
  await other.goto('/scan/');
  await expect(other.locator('#home-round')).toHaveAttribute('aria-pressed', 'true');
  await context.setOffline(true);
  const tags = ['PMP-000122', 'PMP-000119', 'PMP-000115', 'PMP-000112'];
  for (const [at, tag] of tags.entries()) {
    const tab = at % 2 === 0 ? page : other;
    await tab.bringToFront();
    await scanner.wedge(tag, tab);
    await expect.poll(async () => (await scanner.scans()).length).toBe(at + 1);
  }
  const sent = [];
  for (const tab of [page, other]) {
    tab.on('request', (request) => {
      if (request.method() !== 'POST' || !/\/api\/v1\/scans(\/batch)?$/.test(request.url())) return;
      const body = request.postDataJSON();
      for (const scan of Array.isArray(body) ? body : body.scans ?? body.items ?? [body]) sent.push(scan.idempotency_key);
    });
  }
  await context.setOffline(false);
  await expect.poll(async () => (await scanner.scans()).map((scan) => scan.state)).toEqual(['routed', 'routed', 'routed', 'routed']);
  expect(sent).toHaveLength(4);
  expect(new Set(sent).size).toBe(4);
});

test('a key that was revoked: the phone says so, its late scans are kept for the office', async ({ api, console_, phone, watch, shot }) => {
  watch.allow(offlineErrors, answered(401, 403));
  const made = await api.newKey('lost phone');
  const scanner = await phone();
  const { page, context } = scanner;
  await scanner.signOn(made.key, 'nc-t005');
  await scanner.readyForOffline();
  await scanner.startRound();
  await context.setOffline(true);
  for (const [at, tag] of ['LFT-000101', 'LFT-000102'].entries()) {
    await scanner.wedge(tag);
    await expect.poll(async () => (await scanner.scans()).length).toBe(at + 1);
  }
  await api.done('POST', `/api/v1/keys/${made.id}/revoke`, { reason: 'lost' });
  await context.setOffline(false);
  await expect(page.locator('.notices')).toContainText('This phone is not signed on any more. Your scans are safe here');
  expect(await scanner.scans()).toHaveLength(2);
  await shot(page, 'scanner-revoked');

  // The office has them, and decides.
  const desk = await console_('planner');
  await expect(async () => {
    await desk.goto('/dead-letters?code=quarantined&text=LFT-000101');
    await expect(desk.locator('#main a[href^="/dead-letters/0"]')).not.toHaveCount(0, { timeout: 2000 });
  }).toPass();
});

test('a keyboard-wedge scanner works without a field, in the catcher, and in a note', async ({ api, phone }) => {
  const scanner = await phone();
  const { page } = scanner;
  await scanner.signOn((await api.newKey('wedge')).key, 'nc-t006');
  await scanner.readyForOffline();
  await scanner.wedge('GEN-000113');
  await expect(page.locator('.asset-name')).toHaveText('Standby generator 113');
  // An input method hands over the whole at once.
  await page.locator('#go-back').click();
  await expect(page.locator('#start-scanning')).toBeVisible();
  await page.locator('#wedge').focus();
  await page.keyboard.insertText('GEN-000111\n');
  await expect(page.locator('.asset-name')).toHaveText('Standby generator 111');
  // A person's own words stay in the field, and what the scanner types goes out of it again.
  await page.locator('.more summary').click();
  await page.locator('#note').pressSequentially('noisy', { delay: 150 });
  // Within a second of it a scan might be the rest of one that began as slowly.
  await page.waitForTimeout(1100);
  await scanner.wedge('GEN-000108');
  await expect(page.locator('.asset-name')).toHaveText('Standby generator 108');
});

test('a full phone says that nothing was saved, and keeps on when there is room again', async ({ api, phone }) => {
  const scanner = await phone();
  const { page } = scanner;
  await scanner.signOn((await api.newKey('full')).key, 'nc-t006');
  await scanner.readyForOffline();
  await page.evaluate(() => {
    window.realAdd = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = () => { throw new DOMException('no room', 'QuotaExceededError'); };
  });
  await page.locator('#home-type-tag').click();
  await page.locator('#typed-tag').fill('GEN-000106');
  await page.locator('#typed-submit').click();
  await expect(page.locator('[role=alert].unseen')).toContainText('storage is full');
  expect(await scanner.scans()).toHaveLength(0);
  await page.evaluate(() => { IDBObjectStore.prototype.add = window.realAdd; });
  await page.locator('#typed-submit').click();
  await expect(page.locator('#send')).toBeVisible();
});

test('a clock that is three hours slow is told, and the scan is taken', async ({ api, phone }) => {
  const scanner = await phone();
  const { page } = scanner;
  await page.addInitScript(() => {
    const Real = Date;
    const off = -3 * 3_600_000;
    window.Date = class extends Real {
      constructor(...given) { if (given.length > 0) super(...given); else super(Real.now() + off); }
      static now() { return Real.now() + off; }
    };
  });
  await scanner.signOn((await api.newKey('slow clock')).key, 'nc-t007');
  await expect(page.locator('.notices')).toContainText('clock is 3 h slow');
  await scanner.type('GEN-000104');
  await page.locator('#send').click();
  await expect(page.locator('#answer-number')).toHaveText(/^WO-NC-\d{6}$/);
  const [scan] = await scanner.scans();
  const told = await api.done('GET', `/api/v1/scans/${scan.ack.scan_id}`);
  expect(Math.abs(Date.parse(told.occurred_at) - Date.now())).toBeLessThan(30 * 60_000);
});

test('a new version waits for a person, and takes over when she says so', async ({ plant, api, phone, watch, shot }) => {
  watch.allow(offlineErrors);
  let version = 1;
  const { port, hostname } = new URL(plant.url);
  const proxy = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, 'accept-encoding': 'identity' };
    delete headers['if-none-match'];
    const passed = ask({ port, hostname, path: incoming.url, method: incoming.method, headers }, (answer) => {
      const changed = version === 2 && incoming.url === '/scan/sw.js';
      const told = { ...answer.headers };
      if (changed) {
        delete told['content-length'];
        delete told.etag;
      }
      outgoing.writeHead(answer.statusCode, told);
      if (!changed) return void answer.pipe(outgoing);
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('end', () => outgoing.end(`${text}\n// two`));
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const profile = await newFolder();
  try {
    const scanner = await phone({ profile, url: `http://127.0.0.1:${proxy.address().port}` });
    const { page } = scanner;
    await scanner.signOn((await api.newKey('update')).key, 'nc-t008');
    await scanner.readyForOffline();
    await page.reload();
    await expect(page.locator('#start-scanning')).toBeVisible();
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    await scanner.type('GEN-000102');
    version = 2;
    await page.evaluate(() => navigator.serviceWorker.getRegistration().then((registration) => registration.update()));
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.getRegistration().then((registration) => registration.waiting !== null))).toBe(true);
    // Not in the middle of a scan.
    await expect(page.locator('#take-new-version')).toHaveCount(0);
    await page.locator('#send').click();
    await expect(page.locator('#take-new-version')).toBeVisible();
    await shot(page, 'scanner-new-version');
    await Promise.all([page.waitForEvent('load'), page.locator('#take-new-version').click()]);
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.getRegistration().then((registration) => registration.waiting === null && registration.active !== null))).toBe(true);
    await expect(page.locator('#take-new-version')).toHaveCount(0);
    expect(await scanner.scans()).toHaveLength(1);
    await scanner.close();
  } finally {
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
    await remove(profile);
  }
});

test('a technician who is signed in makes her own phone a scanner', async ({ phone, watch }) => {
  watch.allow(answered(401));
  const scanner = await phone({ who: 'technician' });
  const { page } = scanner;
  await page.goto('/scan/');
  await page.locator('#sign-in').click();
  await page.locator('#use-as').click();
  await expect(page.locator('#start-scanning')).toBeVisible();
});

test('an enrolment code that nobody made is refused in plain words', async ({ phone, watch }) => {
  watch.allow(answered(404, 409, 410));
  const scanner = await phone();
  await scanner.page.goto('/scan/#enrol=NOBODYS');
  await expect(scanner.page.locator('.notice-failed')).toContainText('This is no enrolment code of this server.');
});

test('a link with a tag opens the scanner with it read', async ({ api, phone }) => {
  const scanner = await phone();
  const { page } = scanner;
  await scanner.signOn((await api.newKey('link')).key, 'nc-t009');
  await scanner.readyForOffline();
  await page.goto(`/scan/#tag=${encodeURIComponent(']Q111M55G0JJ')}`);
  await expect(page.locator('.asset-name')).toHaveText('Uninterruptible power supply 115');
});
