import { answered, expect, test } from '../lib/fixtures.js';

const script = '<script>window.hit=1</script>';
const image = '<img src=x onerror=window.hit=1>';
const formula = '=HYPERLINK("http://evil.example","open")';
const bidi = 'PUMP\u202e321-PMUP';
const tags = [script, image, formula, bidi, '\'"><svg/onload=window.hit=1>', 'javascript:window.hit=1'];

/** Nothing of it ran, and none of it became an element. */
async function harmless(page) {
  expect(await page.evaluate(() => window.hit)).toBeUndefined();
  expect(await page.locator('script:not([src]), img[src="x"], svg[onload], [onerror], a[href^="javascript:"]').count()).toBe(0);
}

test('what a barcode or a person says is shown as text on every page', async ({ plant, api, console_, shot }) => {
  test.setTimeout(120_000);
  const { key } = await api.newKey(image);
  const send = (body) => api.ask('POST', '/api/v1/scans', { scan_timestamp: new Date().toISOString(), operator_id: 'nc-t010', scan_type: 'corrective', idempotency_key: crypto.randomUUID(), ...body }, { Authorization: `Bearer ${key}` });
  const letters = [];
  for (const tag of tags) {
    const answer = await send({ tag });
    expect(answer.status, tag).toBe(422);
    letters.push(answer.body.dead_letter_id);
  }
  const profile = await api.ask('GET', '/api/v1/assets/BLR-000113');
  const { failure_modes: modes } = (await api.done('GET', '/api/v1/assets?limit=200')).items.find((asset) => asset.asset_id === 'BLR-000113');
  await api.done('PATCH', '/api/v1/assets/BLR-000113', { name: `${script} ${bidi}`, location: formula }, { 'If-Match': profile.headers.etag ?? `"${profile.body.revision}"` });
  const scan = await send({ asset_id: 'BLR-000113', failure_mode: modes[0], note: `${image} ${formula}` });
  expect(scan.body.scan_id, JSON.stringify(scan.body)).toBeTruthy();

  const page = await console_('admin');
  const number = scan.body.work_order?.number;
  const at = ['/', '/scans', `/scans/${scan.body.scan_id}`, '/assets', '/assets/BLR-000113', '/assets/BLR-000113/edit', '/dead-letters', ...letters.map((id) => `/dead-letters/${id}`), '/audit', '/work-orders', '/work-orders?view=list', `/work-orders/${number}`, '/calendar?overdue=yes', `/labels?assets=BLR-000113`];
  for (const where of at) {
    const answer = await page.goto(where);
    expect(answer.status(), where).toBe(200);
    await harmless(page);
  }
  await page.goto('/assets/BLR-000113');
  await expect(page.locator('#main')).toContainText('<script>window.hit=1</script>');
  await page.goto(`/dead-letters/${letters[0]}`);
  await expect(page.locator('#main')).toContainText('<script>window.hit=1</script>');
  await shot(page, 'hostile-dead-letter');
  // What turns the direction of text around is kept from what stands beside it.
  await page.goto(`/dead-letters/${letters[3]}`);
  const isolated = await page.locator('#main').evaluate((main) => {
    const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const loose = [];
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (!node.data.includes('\u202e')) continue;
      let held = false;
      for (let e = node.parentElement; e && e !== main; e = e.parentElement) held ||= /isolate/.test(getComputedStyle(e).unicodeBidi) || e.tagName === 'TEXTAREA';
      if (!held) loose.push(node.parentElement.outerHTML.slice(0, 200));
    }
    return loose;
  });
  expect(isolated).toEqual([]);

  // A spreadsheet would take it for a formula.
  const csv = await (await page.request.get('/audit.csv')).text();
  expect(csv).toContain('BLR-000113');
  expect(csv.split(/\r\n/).flatMap((line) => line.match(/"(?:[^"]|"")*"|[^,]+/g) ?? []).filter((cell) => /^"?[=+@]/.test(cell))).toEqual([]);
});

test('what a barcode says is shown as text on the phone', async ({ api, phone, watch, shot }) => {
  watch.allow(answered(422));
  const scanner = await phone();
  const { page } = scanner;
  await scanner.signOn((await api.newKey('hostile')).key, 'nc-t010');
  for (const tag of tags.slice(0, 4)) {
    await scanner.type(tag);
    await harmless(page);
    await page.locator('#send').click();
    await expect(page.locator('#answer-number')).toHaveText('Not accepted');
    await harmless(page);
    await page.locator('#go-back').click();
  }
  await page.locator('#open-queue').click();
  await page.locator('.list .row').first().click();
  await expect(page.locator('#retry')).toBeVisible();
  await harmless(page);
  await shot(page, 'hostile-phone');
});
