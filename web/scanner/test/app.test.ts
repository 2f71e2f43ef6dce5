import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { App } from '../src/app.ts';
import type { SignOn } from '../src/signon.ts';
import { Store } from '../src/store.ts';
import { fakePage, type FakePage } from './fake-page.ts';

let store: Store;
let page: FakePage;
let name = 0;

beforeEach(async () => {
  page = fakePage();
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('Failed to fetch');
  });
  // Left open: an app goes on sending behind its tests.
  store = await Store.open(`app-${++name}`);
});

const active: SignOn = { key: 'swk_secret', state: 'active', site: 'north-clinic', operator_id: 'nc-t001' };
const given = 'scanward-device=1; path=/; max-age=31536000; samesite=lax';
const taken = 'scanward-device=; path=/; max-age=0; samesite=lax';

describe('the cookie that leads links of labels to the scanner', () => {
  test('is set when this phone gets a key, and taken away when it is signed off', async () => {
    const app = await App.begin(store);
    expect(page.cookies).toEqual([`${taken}; secure`]);
    await app.signOnWith({ ...active, state: 'awaiting_approval' });
    await app.signOff();
    expect(page.cookies.slice(1)).toEqual([`${given}; secure`, `${taken}; secure`]);
  });

  test('is set anew at each start, since browsers forget what pages set', async () => {
    await store.setValue('sign_on', active);
    await App.begin(store);
    expect(page.cookies).toEqual([`${given}; secure`]);
  });

  test('is not for HTTPS alone where the scanner is not', async () => {
    page = fakePage('http://10.0.0.7:5000/scan/');
    await store.setValue('sign_on', active);
    await App.begin(store);
    expect(page.cookies).toEqual([given]);
  });

  test('holds no key', async () => {
    await store.setValue('sign_on', active);
    await App.begin(store);
    expect(page.cookies.join()).not.toContain('swk_');
  });
});

describe('a tag that a link brings', () => {
  const link = { text: '11M55G0JJ', source: 'link' } as const;

  test('is a draft at once, without network', async () => {
    await store.setValue('sign_on', active);
    const app = await App.begin(store);
    const outcome = await app.read(link);
    expect(outcome.kind).toBe('draft');
    expect(await store.scansIn('draft', 9)).toMatchObject([{ tag: '11M55G0JJ', source: 'link', site: 'north-clinic', operator_id: 'nc-t001' }]);
  });

  test.each([undefined, 'awaiting_approval', 'revoked'] as const)('waits as a draft while this phone is not signed on (%s), also over a restart', async (state) => {
    if (state) await store.setValue('sign_on', { ...active, state });
    expect((await (await App.begin(store)).read(link)).kind).toBe('waits');
    const app = await App.begin(store);
    expect(app.counts).toMatchObject({ draft: 1, saved: 0 });
    await app.signOnWith(active);
    const [draft] = await store.scansIn('draft', 9);
    expect(draft).toMatchObject({ tag: '11M55G0JJ', source: 'link' });
    expect(await app.confirm(draft?.seq as number, (scan) => ({ ...scan, failure_mode: 'leak' }))).toBeNull();
    expect(await store.scansIn('saved', 9)).toMatchObject([{ tag: '11M55G0JJ', site: 'north-clinic', operator_id: 'nc-t001', failure_mode: 'leak' }]);
  });

  test('waits once, however often the link is opened', async () => {
    const app = await App.begin(store);
    await app.read(link);
    await app.read(link);
    await app.read({ ...link, text: '4S21M4AMX' });
    expect((await store.scansIn('draft', 9)).map(({ tag }) => tag)).toEqual(['11M55G0JJ', '4S21M4AMX']);
  });

  test('is asked about also in a round, where nobody could yet', async () => {
    await store.setValue('settings', { rounds: true });
    const app = await App.begin(store);
    expect((await app.read(link)).kind).toBe('waits');
    expect(app.counts.saved).toBe(0);
  });

  test('of any other source is refused until then: its label is at hand', async () => {
    const app = await App.begin(store);
    expect(await app.read({ text: '11M55G0JJ', source: 'wedge' })).toEqual({ kind: 'refused', why: 'signedOff' });
    expect(await app.read({ text: ' ', source: 'link' })).toEqual({ kind: 'refused', why: 'empty' });
  });
});
