import { beforeAll, expect, test, vi } from 'vitest';
import { keepOnPhone } from '../src/update.ts';

type Listener = (event: Record<string, unknown>) => void;
const listeners: Record<string, Listener> = {};
const kept = new Map([['/scan/', 'the scanner'], ['/scan/assets/index-1.js', 'its code']]);

beforeAll(async () => {
  vi.stubGlobal('__SCANWARD_FILES__', ['']);
  vi.stubGlobal('__SCANWARD_VERSION__', '1');
  vi.stubGlobal('location', new URL('https://scan.example/scan/sw.js'));
  vi.stubGlobal('self', { addEventListener: (type: string, listener: Listener) => (listeners[type] = listener) });
  vi.stubGlobal('caches', { open: async () => ({ match: async (path: string) => kept.get(path) }) });
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('Failed to fetch');
  });
  await import('../src/sw.ts');
});

/** What the phone itself answers; null where it leaves it to the network. */
async function answer(path: string, mode = 'navigate'): Promise<unknown> {
  let given: Promise<unknown> | null = null;
  listeners['fetch']?.({ request: { url: new URL(path, 'https://scan.example').href, method: 'GET', mode }, respondWith: (response: Promise<unknown>) => (given = response) });
  return given === null ? null : await given;
}

test.each(['/scan', '/scan/', '/scan#tag=11M55G0JJ', '/scan/#tag=11M55G0JJ', '/scan/?source=pwa#tag=11M55G0JJ'])('%s opens the scanner without network', async (path) => {
  expect(await answer(path)).toBe('the scanner');
});

test('its files are on the phone too', async () => {
  expect(await answer('/scan/assets/index-1.js', 'no-cors')).toBe('its code');
});

test.each(['/scans', '/scans/0SAJRTW6R0000', '/t/11M55G0JJ', '/api/v1/scans', '/'])('%s is none of its business', async (path) => {
  expect(await answer(path)).toBeNull();
});

test('it is asked about /scan as well, where labels lead', async () => {
  const register = vi.fn(async (_script: string, _options: RegistrationOptions) => ({ waiting: null, addEventListener: () => {} }));
  vi.stubGlobal('navigator', { onLine: true, serviceWorker: { controller: null, addEventListener: () => {}, register } });
  vi.stubGlobal('document', { querySelector: () => ({}), addEventListener: () => {} });
  vi.useFakeTimers();
  await keepOnPhone(() => {});
  vi.useRealTimers();
  const [script, options] = register.mock.calls[0] ?? [];
  const scope = new URL(options?.scope ?? '', `https://scan.example${script}`).href;
  for (const address of ['/scan#tag=11M55G0JJ', '/scan/']) expect(new URL(address, 'https://scan.example').href.startsWith(scope), address).toBe(true);
});
