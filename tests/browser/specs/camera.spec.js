import { filmed, filmedFrom, print, rendered } from '../lib/labels.js';
import { expect, test } from '../lib/fixtures.js';

test('a label that we printed is scanned, and its work order appears on the board', async ({ plant, api, console_, phone, shot }) => {
  const desk = await console_('planner');
  const video = await filmed(await rendered(await print(desk, plant.made, 'one', { assets: 'UPS-000115', preset: 'roll-50x25' })));
  await desk.goto('/work-orders');
  await expect(desk.locator('#board')).toBeVisible();

  const scanner = await phone({ video });
  const { page } = scanner;
  await scanner.signOn((await api.newKey('camera')).key, 'nc-t001');
  await page.locator('#start-scanning').click();
  await expect(page.locator('#send')).toBeVisible();
  await expect(page.locator('.asset-name')).toHaveText('Uninterruptible power supply 115');
  await page.locator('#mode-battery_low').click();
  await page.locator('#send').click();
  const number = page.locator('#answer-number');
  await expect(number).toHaveText(/^WO-NC-\d{6}$/);
  await shot(page, 'scanner-answer');

  // On the other screen, which nobody touched.
  const card = desk.locator(`#card-${await number.textContent()}`);
  await expect(card).toBeVisible();
  await expect(card).toContainText('Uninterruptible power supply 115');
  await shot(desk, 'board-after-scan');
});

test('with three labels in view a person says which', async ({ plant, api, console_, phone, shot }) => {
  const desk = await console_('planner');
  const sheet = await rendered(await print(desk, plant.made, 'three', { assets: 'UPS-000113 UPS-000110 UPS-000108', preset: 'L7160' }));
  const video = await filmed(sheet, 'crop=iw:ih*0.19:0:0,pad=iw*1.16:ih:0:0:white'); // none of them in the middle, where the one would be that is aimed at
  const scanner = await phone({ video });
  const { page } = scanner;
  await scanner.signOn((await api.newKey('three')).key, 'nc-t002');
  await scanner.readyForOffline();
  await page.locator('#start-scanning').click();
  const choices = page.locator('.scan-choices .choice');
  await expect(choices).toHaveCount(3);
  await shot(page, 'scanner-three');
  await choices.filter({ hasText: '110' }).click();
  await expect(page.locator('.asset-name')).toHaveText('Uninterruptible power supply 110');
});

test('a phone is enrolled by a code on one screen and approved on it', async ({ plant, console_, phone, shot }) => {
  const desk = await console_('planner', { deviceScaleFactor: 2 });
  await desk.goto('/devices');
  await desk.getByText('Add a device').click();
  await desk.locator('#name').fill('Phone of the tests');
  await desk.getByRole('button', { name: 'Show the code' }).click();
  const video = await filmedFrom(desk.locator('.enrolment svg, .enrolment img').first(), plant.made, 'enrolment');

  const scanner = await phone({ video });
  const { page } = scanner;
  await page.goto('/scan/');
  await page.locator('#scan-enrolment').click();
  const digits = page.locator('#confirm-code');
  await expect(digits).toHaveText(/^\d/);
  await shot(page, 'scanner-awaits-approval');
  const asks = desk.locator('#awaiting section', { hasText: await digits.textContent() });
  await expect(asks).toBeVisible();
  await shot(desk, 'devices-approve');
  await asks.getByRole('button', { name: 'approve' }).click();
  await expect(page.locator('#start-scanning')).toBeVisible();
});

test('without a camera, typing and hand scanners work, and it says so', async ({ api, phone, shot }) => {
  const scanner = await phone({ camera: 'none' });
  const { page } = scanner;
  await scanner.signOn((await api.newKey('no camera')).key, 'nc-t003');
  await page.locator('#start-scanning').click();
  await expect(page.locator('#camera-again')).toBeVisible();
  await expect(page.locator('main')).toContainText('No camera found.');
  await expect(page.locator('main')).toContainText('A hand scanner and typing work without the camera.');
  await shot(page, 'scanner-no-camera');
  await scanner.wedge('4S21M4AMX');
  await expect(page.locator('#send')).toBeVisible();
});

test('where the camera was refused it says how to allow it', async ({ api, phone }) => {
  const scanner = await phone({ camera: 'refused' });
  const { page } = scanner;
  await scanner.signOn((await api.newKey('refused camera')).key, 'nc-t003');
  await page.locator('#start-scanning').click();
  await expect(page.locator('main')).toContainText('The camera is not allowed. Allow it for this address');
  await expect(page.locator('#camera-again')).toBeVisible();
});
