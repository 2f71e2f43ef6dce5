import { expect, test } from 'vitest';
import { Api, retryAfter } from '../src/api.ts';

function answering(response: Response | Error, seen: { address?: string; init?: RequestInit } = {}): Api {
  return new Api(() => 'swk_secret', async (address, init) => {
    Object.assign(seen, { address, init });
    if (response instanceof Error) throw response;
    return response;
  }, () => Date.parse('2026-11-30T06:00:00Z'));
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json', ...headers } });

test('an answer is what it says it is', async () => {
  expect(await answering(json(201, { scan_id: 'S' }, { ETag: '"1"' })).ask('/api/v1/scans')).toEqual({ kind: 'ok', status: 201, body: { scan_id: 'S' }, etag: '"1"' });
  expect(await answering(json(429, { code: 'rate_limited' }, { 'Retry-After': '7' })).ask('/api/v1/scans')).toEqual({ kind: 'problem', status: 429, problem: { code: 'rate_limited' }, retryAfterMs: 7000 });
  expect(await answering(new TypeError('Failed to fetch')).ask('/api/v1/scans')).toEqual({ kind: 'unreachable', detail: 'Failed to fetch' });
});

test('a page of a guest network, with whatever status, is nobody that we know', async () => {
  for (const status of [200, 403, 404, 502]) {
    const page = new Response('<html>Welcome to the hotel</html>', { status, headers: { 'Content-Type': 'text/html' } });
    expect(await answering(page).ask('/api/v1/scans')).toMatchObject({ kind: 'foreign', status });
  }
});

test('a status without content counts as what it is', async () => {
  expect(await answering(new Response(null, { status: 404 })).ask('/api/v1/devices/self')).toMatchObject({ kind: 'problem', status: 404, problem: { code: 'http_404' } });
});

test('the key goes to the API alone, and cookies never with it', async () => {
  const api = { init: { headers: {} as Record<string, string> } } as { address?: string; init: RequestInit };
  await answering(json(200, {}), api).ask('/api/v1/sites');
  expect(api.init).toMatchObject({ credentials: 'omit', headers: { Authorization: 'Bearer swk_secret' } });
  await answering(json(200, {}), api).ask('/session');
  expect(api.init.credentials).toBe('same-origin');
  expect(api.init.headers).not.toHaveProperty('Authorization');
});

test('a wrong clock is noticed from the Date header', async () => {
  const api = answering(json(200, {}, { Date: 'Mon, 30 Nov 2026 09:00:00 GMT' }));
  await api.ask('/api/v1/sites');
  expect(api.clockAheadMs).toBe(3 * 3_600_000 + 500);
});

test('Retry-After is seconds or a date, and never longer than an hour', () => {
  const now = Date.parse('2026-11-30T06:00:00Z');
  expect(retryAfter('5', now)).toBe(5000);
  expect(retryAfter('Mon, 30 Nov 2026 06:00:30 GMT', now)).toBe(30_000);
  expect(retryAfter('Mon, 30 Nov 2026 05:00:00 GMT', now)).toBe(0);
  expect(retryAfter('999999', now)).toBe(3_600_000);
  expect(retryAfter('soon', now)).toBeNull();
  expect(retryAfter(null, now)).toBeNull();
});
