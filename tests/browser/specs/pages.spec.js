import AxeBuilder from '@axe-core/playwright';
import { collect, expect, test } from '../lib/fixtures.js';

/** Every page of the menu, and one of each kind behind it: where a path ends in `>`, the first link of that kind on the page before it. */
const pages = {
  overview: '/', work_orders: '/work-orders', work_orders_list: '/work-orders?view=list', work_order: '/work-orders?view=list > /work-orders/WO-', scans: '/scans', scan: '/scans > /scans/0',
  assets: '/assets', asset: '/assets/UPS-000115', asset_edit: '/assets/UPS-000115/edit', parts: '/parts', part: '/parts/fuse_63a', replenishments: '/parts?view=replenishments', transfers: '/parts?view=transfers',
  crews: '/crews', crews_week: '/crews?days=7', technician: '/crews/technicians/nc-t001', calendar: '/calendar', calendar_week: '/calendar?view=week', calendar_day: '/calendar?day=2027-04-30', calendar_move: '/calendar/move?asset=UPS-000115',
  policy: '/policy', policy_try: '/policy/try', policy_check: '/policy/check', policy_draft: '/policy/draft', policy_history: '/policy/history', policy_version: '/policy/history > /policy/history/',
  dead_letters: '/dead-letters', dead_letter: '/dead-letters > /dead-letters/0', connectors: '/connectors', devices: '/devices', labels: '/labels?assets=UPS-000115', sites: '/sites', site: '/sites/north-clinic',
  people: '/people', audit: '/audit', account: '/account',
};

/** Other sides of the same pages, which the long form looks at. */
const variants = ['work_orders_list', 'replenishments', 'transfers', 'crews_week', 'calendar_week', 'policy_version'];

async function open(page, path) {
  const [at, link] = path.split(' > ');
  let answer = await page.goto(at);
  if (link) {
    const href = await page.locator(`#main a[href^="${link}"]`).first().getAttribute('href');
    answer = await page.goto(href);
  }
  expect(answer.status()).toBe(200);
}

/** Findings that keep somebody from using the page. */
async function findings(page, rules) {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.nodes.slice(0, 4).map((n) => `${n.target.join(' ')} (${n.any[0]?.message ?? n.all[0]?.message ?? ''})`).join(' | ')}`);
}

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

test.beforeAll(async ({ plant, playwright }) => {
  // So that there is a dead letter to look at.
  const context = await playwright.request.newContext({ baseURL: plant.url, extraHTTPHeaders: { Authorization: `Bearer ${plant.admin}`, 'Scanward-Site': plant.site } });
  await context.post('/api/v1/scans', { data: { tag: 'NO-SUCH-ASSET-1', scan_timestamp: new Date().toISOString(), operator_id: 'nc-t001', scan_type: 'inspection', idempotency_key: crypto.randomUUID() } });
  await context.dispose();
});

// Two browsers go through them, each in one tab as a person does.
for (const half of [0, 1]) {
  test.describe(() => {
    test.describe.configure({ mode: 'default' });
    let page;
    const faults = [];

    test.beforeAll(async ({ browser, plant }) => {
      const context = await collect(await browser.newContext({ baseURL: plant.url, locale: 'en-GB', storageState: plant.states.admin }), faults);
      page = await context.newPage();
    });

    test.afterAll(() => page.context().close());

    for (const [name, path] of Object.entries(pages).filter(([name]) => process.env.SCANWARD_TEST_LONG || !variants.includes(name)).filter((_, n) => n % 2 === half)) {
      test(`page ${name}: wide and narrow, bright and dark`, async ({ shot }) => {
        faults.length = 0;
        await page.emulateMedia({ colorScheme: 'light' });
        await page.setViewportSize({ width: 1280, height: 800 });
        await open(page, path);
        await expect(page.locator('h1')).toBeVisible();
        expect.soft(await overflow(page), 'sideways at 1280').toBeLessThanOrEqual(0);
        expect.soft(await findings(page), 'bright').toEqual([]);
        await shot(page, `page-${name}`);
        await page.emulateMedia({ colorScheme: 'dark' });
        expect.soft(await findings(page, ['color-contrast', 'link-in-text-block']), 'dark').toEqual([]);
        await page.setViewportSize({ width: 360, height: 720 });
        expect.soft(await overflow(page), 'sideways at 360').toBeLessThanOrEqual(0);
        await shot(page, `page-${name}-narrow`, { fullPage: false });
        expect(faults, 'errors in the browser').toEqual([]);
      });
    }
  });
}

test('the menu leads to no page that is not tested here', async ({ console_ }) => {
  const page = await console_('admin');
  await page.goto('/');
  const menu = await page.locator('nav[aria-label="Pages"] a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(menu.length).toBeGreaterThan(10);
  expect(menu.filter((path) => !Object.values(pages).some((tested) => tested.split(/[? ]/)[0] === path))).toEqual([]);
});
