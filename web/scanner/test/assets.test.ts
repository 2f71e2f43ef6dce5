import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Answer } from '../src/api.ts';
import { findAsset, syncSite } from '../src/assets.ts';
import { Store, whyNotStored } from '../src/store.ts';

const host = 'scan.example';
let store: Store;
let name = 0;

beforeEach(async () => {
  store = await Store.open(`assets-${++name}`);
});

afterEach(() => {
  store.close();
  indexedDB.deleteDatabase(`assets-${name}`);
});

interface Entry {
  asset_id: string;
  name: string;
  tags: string[];
}

/** A registry that hands its assets out in pages of two. */
function registry(assets: Entry[], asked: string[] = []): { ask: <T>(path: string) => Promise<Answer<T>> } {
  return {
    ask: async <T>(path: string): Promise<Answer<T>> => {
      asked.push(path);
      const query = new URL(path, 'https://x').searchParams;
      const from = Number(query.get('cursor') ?? 0);
      const items = path.startsWith('/api/v1/assets') ? assets.slice(from, from + 2) : path.startsWith('/api/v1/parts') ? [{ part: 'v_belt', name: 'V-belt' }] : [{ id: 'nc-t001', name: 'Priya Williams' }];
      const next = path.startsWith('/api/v1/assets') && from + 2 < assets.length ? String(from + 2) : null;
      return { kind: 'ok', status: 200, body: { items, next } as T, etag: null };
    },
  };
}

const plant: Entry[] = [
  { asset_id: 'UPS-000115', name: 'UPS 115', tags: ['11M55G0JJ', 'https://id.gs1.org/8004/9520614100000195'] },
  { asset_id: 'AHU-000123', name: 'Air handler 123', tags: [']C180049520614141234567'] },
  { asset_id: 'PUMP-0001', name: 'Pump 1', tags: ['COOLING-1'] },
];

test('an asset is found by any of its tags, however it is spelled, and by its id', async () => {
  await syncSite(registry(plant), store, 'north-clinic', 1000, host);
  const found = async (tag: string, symbology?: string): Promise<string | undefined> => (await findAsset(store, tag, symbology, host))?.asset_id;
  expect(await found('11m55gojj')).toBe('UPS-000115');
  expect(await found('HTTPS://SCAN.EXAMPLE/T/11M55G0JJ')).toBe('UPS-000115');
  expect(await found('80049520614100000195', ']C1')).toBe('UPS-000115');
  expect(await found('https://id.gs1.org/8004/9520614141234567')).toBe('AHU-000123');
  expect(await found('COOLING-1\r\n')).toBe('PUMP-0001');
  expect(await found('AHU-000123')).toBe('AHU-000123');
  expect(await found('COOLING-2')).toBeUndefined();
});

test('the copy is renewed when it is old or of another site, not before', async () => {
  const asked: string[] = [];
  await syncSite(registry(plant, asked), store, 'north-clinic', 1000, host);
  const once = asked.length;
  await syncSite(registry(plant, asked), store, 'north-clinic', 2000, host);
  expect(asked.length).toBe(once);
  await syncSite(registry(plant, asked), store, 'east-depot', 3000, host);
  expect(asked.length).toBe(2 * once);
});

test('what is gone from the registry is gone from the phone, once the whole of it was read', async () => {
  await syncSite(registry(plant), store, 'north-clinic', 1000, host);
  await syncSite(registry(plant.slice(0, 1)), store, 'north-clinic', 2000, host, true);
  expect(await store.assetCount()).toBe(1);
});

test('a copy that broke off in the middle takes nothing away', async () => {
  await syncSite(registry(plant), store, 'north-clinic', 1000, host);
  const broken = { ask: async <T>(): Promise<Answer<T>> => ({ kind: 'unreachable', detail: '' }) };
  expect(await syncSite(broken, store, 'north-clinic', 2000, host, true)).toBeNull();
  expect(await store.assetCount()).toBe(3);
});

test('a full disk is told from other faults, and a bug is none', () => {
  expect(whyNotStored(new DOMException('no room', 'QuotaExceededError'))).toEqual({ kind: 'full' });
  expect(whyNotStored(new DOMException('quota exceeded', 'AbortError'))).toEqual({ kind: 'full' });
  expect(whyNotStored(new DOMException('broken', 'UnknownError'))).toEqual({ kind: 'failed', detail: 'broken' });
  expect(() => whyNotStored(new TypeError('x is not a function'))).toThrow('x is not a function');
});
