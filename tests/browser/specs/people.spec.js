import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { newFolder, remove, serve } from '../lib/server.js';
import { answered, expect, test } from '../lib/fixtures.js';

const seriously = async (page) => (await new AxeBuilder({ page }).analyze()).violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => v.id);

async function signIn(page, name, password) {
  await page.locator('#name').fill(name);
  await page.locator('#password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('an account of the demo signs in and out', async ({ plant, console_, shot }) => {
  const page = await console_(null);
  await page.goto('/assets');
  await expect(page).toHaveURL(/\/sign-in\?return=/);
  expect(await seriously(page)).toEqual([]);
  await shot(page, 'sign-in');
  await signIn(page, 'planner', plant.people.planner);
  await expect(page).toHaveURL(/\/assets$/);
  await page.locator('header summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto('/assets');
  await expect(page).toHaveURL(/\/sign-in/);
});

test('a technician is shown no page of planners and admins, and is refused there', async ({ console_, watch }) => {
  watch.allow(answered(403));
  const page = await console_('technician');
  await page.goto('/');
  const menu = page.locator('nav[aria-label="Pages"]');
  await expect(menu.getByRole('link', { name: 'Work orders' })).toBeVisible();
  for (const name of ['People', 'Labels', 'Devices', 'Dead letters', 'Audit']) await expect(menu.getByRole('link', { name, exact: true })).toHaveCount(0);
  for (const at of ['/people', '/labels', '/devices', '/audit']) {
    expect((await page.goto(at)).status()).toBe(403);
    await expect(page.locator('main')).toContainText(/may|role|allowed/i);
  }
});

test('the first start makes the admin by a link, who makes an account; ten wrong passwords lock it', async ({ browser, watch, shot }) => {
  test.setTimeout(120_000);
  // There is no site yet, and the console says so.
  watch.allow(answered(400, 401, 403, 410, 422, 429));
  const folder = await newFolder();
  const server = await serve('serve', path.join(folder, 'data'), /welcome\?token=/);
  try {
    const context = await watch(await browser.newContext({ baseURL: server.url, viewport: { width: 1280, height: 800 } }));
    const page = await context.newPage();
    const link = /http:\S+\/welcome\?token=\S+/.exec(server.said)[0];
    await page.goto(link);
    expect(await seriously(page)).toEqual([]);
    await shot(page, 'welcome');
    await page.locator('#name').fill('Ada Pallasch');
    await page.locator('#sign_in_name, [name="sign_in_name"]').first().fill('ada');
    await page.locator('#password').fill('blue pump in the yard 7');
    await page.locator('[name="again"]').fill('blue pump in the yard 7');
    await page.locator('main button').last().click();
    await expect(page.locator('h1')).toHaveText('There is no site yet');
    // It is good once.
    await page.goto(link);
    await expect(page.locator('main')).toContainText(/used|over|no longer|not valid/i);

    const stranger = await (await watch(await browser.newContext({ baseURL: server.url }))).newPage();
    await stranger.goto('/sign-in');
    for (let wrong = 1; wrong <= 10; wrong++) {
      const answer = stranger.waitForResponse((response) => response.request().method() === 'POST');
      await signIn(stranger, 'ada', `wrong password ${wrong}`);
      await answer;
      await expect(stranger.locator('#why')).toBeVisible();
    }
    await expect(stranger.locator('#why')).toContainText(/locked|too many|wait|minutes/i);
    await shot(stranger, 'sign-in-locked');
    await signIn(stranger, 'ada', 'blue pump in the yard 7');
    await expect(stranger.locator('#why')).toContainText(/locked|too many|wait|minutes/i);
    await stranger.context().close();
    await context.close();
  } finally {
    await server.stop();
    await remove(folder);
  }
});

test('a passkey is added and signs in', async ({ plant, console_, shot }) => {
  // Passkeys want a name for the host, not a number.
  const baseURL = plant.url.replace('127.0.0.1', 'localhost');
  const page = await console_(null, { baseURL });
  const client = await page.context().newCDPSession(page);
  await client.send('WebAuthn.enable');
  await client.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
  await page.goto('/sign-in?return=%2Faccount');
  await signIn(page, 'manager', plant.people.manager);
  await expect(page.locator('h1')).toHaveText('My account');
  await page.locator('#passkey_name').fill('key of the tests');
  await page.locator('#passkey_password').fill(plant.people.manager);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.locator('main')).toContainText('key of the tests');
  await shot(page, 'account-passkey');
  await page.getByRole('button', { name: 'Sign out' }).last().click();
  await page.goto('/sign-in?return=%2Faccount');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.locator('h1')).toHaveText('My account');
  await expect(page.locator('main')).toContainText('manager');
});
