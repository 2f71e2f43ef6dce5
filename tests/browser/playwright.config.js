import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const here = path.dirname(fileURLToPath(import.meta.url));

export const browserPath = process.env.SCANWARD_CHROMIUM ?? '/usr/bin/chromium';
export const browserArgs = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export default defineConfig({
  testDir: path.join(here, 'specs'),
  outputDir: path.join(here, '../../artifacts/test/browser/traces'),
  globalSetup: path.join(here, 'lib/setup.js'),
  reporter: [[path.join(here, 'lib/reporter.js')]],
  workers: Number(process.env.SCANWARD_TEST_WORKERS ?? 2),
  fullyParallel: true,
  timeout: 60_000,
  // A busy machine is slow; nothing here waits for a time to pass.
  expect: { timeout: 20_000 },
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: browserPath, args: browserArgs },
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
  },
});
