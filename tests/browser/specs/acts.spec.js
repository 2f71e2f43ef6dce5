import { expect, test } from '../lib/fixtures.js';

// What each page is for, done once in it.

const scanned = async (api, asset, more = {}) => {
  const answer = await api.done('POST', '/api/v1/scans', { asset_id: asset, scan_timestamp: new Date().toISOString(), operator_id: 'nc-t012', scan_type: 'inspection', idempotency_key: crypto.randomUUID(), ...more }, { Authorization: `Bearer ${(await api.newKey('acts')).key}` });
  return answer;
};

test('a work order is found, started and completed by the keyboard alone', async ({ api, console_, shot }) => {
  const { work_order: made } = await scanned(api, 'PMP-000101');
  const page = await console_('planner');
  await page.goto('/');
  /** Goes on by Tab until the wanted is in focus. */
  const tabTo = async (wanted) => {
    for (let step = 0; step < 150; step++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, wanted)) return;
    }
    throw new Error(`Tab never came to ${wanted}`);
  };
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await expect(page.locator('h1')).toHaveText('Work orders');
  await page.keyboard.press('/');
  await expect(page.locator('[data-search]')).toBeFocused();
  await page.keyboard.type('PMP-000101');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/asset_id=PMP-000101/);
  await tabTo(`a[href="/work-orders/${made.number}"]`);
  const seen = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== 'none' || getComputedStyle(document.activeElement).boxShadow !== 'none');
  expect(seen, 'the focus is seen').toBe(true);
  await page.keyboard.press('Enter');
  await expect(page.locator('h1')).toContainText(made.number);
  await tabTo('#technician');
  await page.keyboard.type('Bianca');
  await tabTo('button[name="state"][value="in_progress"], button[name="state"][value="assigned"]');
  await page.keyboard.press('Enter');
  await expect(page.locator('#main [role=status], #main .story')).not.toHaveCount(0);
  await expect(page.locator('#work-order')).toContainText(/in progress|under way|assigned/i);
  await shot(page, 'act-work-order');
});

test('assets are searched, and one is given another tag', async ({ console_ }) => {
  const page = await console_('planner');
  await page.goto('/assets');
  await page.locator('#f-q').fill('Chiller 104');
  await page.locator('#f-q').press('Enter');
  await page.locator('#main a[href="/assets/CHL-000104"]').first().click();
  await page.locator('summary', { has: page.getByText(/tag/i) }).filter({ hasNotText: 'Take off' }).first().click();
  await page.locator('#add-tag').fill('OLD-TAG-104');
  await page.locator('#add-tag').press('Enter');
  await expect(page.locator('#main')).toContainText('OLD-TAG-104');
});

test('parts are booked in and the stock says so', async ({ console_ }) => {
  const page = await console_('planner');
  await page.goto('/parts/seal_o_ring');
  await page.locator('summary', { hasText: 'A delivery came' }).click();
  await page.locator('#receive-quantity').fill('7');
  await page.locator('#receive-delivery').fill('DN-4711');
  await page.locator('#receive-delivery').press('Enter');
  await expect(page.locator('#main')).toContainText('DN-4711');
});

test('a technician gets another load limit', async ({ console_ }) => {
  const page = await console_('manager');
  await page.goto('/crews/technicians/nc-t017');
  await page.locator('#load_limit').fill('420m');
  await page.locator('#load_limit').press('Enter');
  await expect(page).toHaveURL(/\/crews/);
  await page.goto('/crews/technicians/nc-t017');
  await expect(page.locator('#load_limit')).toHaveValue('420m');
});

test('planned maintenance is moved to another day', async ({ console_ }) => {
  const page = await console_('planner');
  await page.goto('/calendar/move?asset=UPS-000113');
  const day = page.locator('#main input[type="date"]').first();
  await day.fill('2027-06-14');
  await page.locator('#reason').fill('the contractor comes then');
  await page.getByRole('button', { name: 'Move' }).click();
  await expect(page).not.toHaveURL(/move/);
  await page.goto('/calendar?day=2027-06-14');
  await expect(page.locator('#main')).toContainText('UPS-000113');
});

test('the policy is asked about a made-up scan', async ({ console_, shot }) => {
  const page = await console_('planner');
  await page.goto('/policy/try');
  await page.locator('[id="f.scan"]').selectOption('corrective');
  await page.locator('[id="f.criticality"]').fill('5');
  await page.locator('[id="f.criticality"]').press('Enter');
  await expect(page.locator('#main')).toContainText('fix-c5');
  await shot(page, 'act-policy-try');
});

test('a dead letter is claimed by an asset, and its scan routed', async ({ api, console_ }) => {
  const refused = await api.ask('POST', '/api/v1/scans', { tag: 'FOUND-ON-SITE-9', scan_timestamp: new Date().toISOString(), operator_id: 'nc-t012', scan_type: 'inspection', idempotency_key: crypto.randomUUID() }, { Authorization: `Bearer ${(await api.newKey('letters')).key}` });
  expect(refused.status).toBe(422);
  const page = await console_('planner');
  await page.goto(`/dead-letters/${refused.body.dead_letter_id}`);
  await page.locator('#asset').fill('FDR-000128');
  await page.getByRole('button', { name: 'Claim and route' }).click();
  await expect(page.locator('#main')).toContainText(/routed|replayed/i);
});

test('a dead letter is discarded with a reason', async ({ api, console_ }) => {
  const refused = await api.ask('POST', '/api/v1/scans', { tag: 'TEST-SCAN-8', scan_timestamp: new Date().toISOString(), operator_id: 'nc-t012', scan_type: 'inspection', idempotency_key: crypto.randomUUID() }, { Authorization: `Bearer ${(await api.newKey('discards')).key}` });
  const page = await console_('planner');
  await page.goto(`/dead-letters/${refused.body.dead_letter_id}`);
  const discard = page.getByRole('button', { name: 'Discard for good' });
  if (!await discard.isVisible()) await page.locator('summary', { hasText: /discard/i }).click();
  await page.locator('#reason').fill('a trial');
  await discard.click();
  await expect(page.locator('#main')).toContainText('a trial');
});

test('a person is added and gets a link', async ({ console_ }) => {
  const page = await console_('admin');
  await page.goto('/people');
  await page.locator('#main details > summary').first().click();
  await page.locator('#sign-in-name').fill('grace');
  await page.locator('#name').fill('Grace Okafor');
  await page.getByRole('button', { name: 'Make the account and its link' }).click();
  await expect(page.locator('#main')).toContainText('Grace Okafor');
  await expect(page.locator('#main')).toContainText('/welcome?token=');
});

test('the audit log is filtered, and is whole', async ({ console_ }) => {
  const page = await console_('planner');
  await page.goto('/audit?entity=site');
  await expect(page.locator('#main')).toContainText('north-clinic');
  await page.locator('form[action="/audit/check"] button').first().click();
  await expect(async () => {
    await page.goto('/audit');
    await expect(page.locator('#main')).toContainText(/whole|unbroken|nothing was changed/i, { timeout: 1000 });
  }).toPass();
});

test('a site is renamed', async ({ console_ }) => {
  const page = await console_('admin');
  await page.goto('/sites/north-clinic');
  await page.locator('#manager').fill('Denise A. Washington');
  await page.locator('#manager').press('Enter');
  await expect(page.locator('#main')).toContainText('Denise A. Washington');
});

test('the overview moves by itself when something is scanned', async ({ api, console_ }) => {
  const page = await console_('planner');
  await page.goto('/scans');
  const waiting = page.locator('[data-live-new]');
  await expect(waiting).toBeHidden();
  const { scan_id: id } = await scanned(api, 'PMP-000105');
  await expect(waiting).toBeVisible();
  await waiting.click();
  await expect(page.locator(`#main a[href="/scans/${id}"]`).first()).toBeVisible();
});

test('labels that cannot be printed are refused in plain words', async ({ console_ , watch }) => {
  watch.allow(/status of 422/);
  const page = await console_('planner');
  await page.goto('/labels');
  await page.locator('#logo').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.alloc(2 * 1024 * 1024, 7) });
  await page.locator('#assets').fill('UPS-000115');
  await page.getByRole('button', { name: 'Make the file' }).click();
  await expect(page.locator('#main')).toContainText('at most 1 MB are taken');
  await page.goto('/labels?assets=UPS-000115&preset=L4731&symbol=code128');
  await expect(page.locator('#main [role=alert], #main .notice')).toContainText(/mm|small|fit/i);
});
