import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { App } from '../src/app.ts';
import { matchingAssets } from '../src/assets.ts';
import type { CachedAsset, StoredScan } from '../src/scan.ts';
import { Store } from '../src/store.ts';
import { answerView } from '../src/views/answer.ts';
import { chooseAssetView } from '../src/views/choose-asset.ts';
import { troubleView } from '../src/views/queue.ts';
import { FakeElement, fakePage } from './fake-page.ts';
import { FakeServer } from './fake-server.ts';

const pump: CachedAsset = { asset_id: 'PMP-000122', name: 'Chilled water pump 122', location: 'Plant room 2', tags: [], keys: ['text:PMP-000122'], run: 1 };
const fan: CachedAsset = { asset_id: 'AHU-000123', name: 'Air handler 123', location: null, tags: [], keys: ['text:AHU-000123'], run: 1 };

let app: App;
let server: FakeServer;
let gone: unknown[];
let name = 0;

beforeEach(async () => {
  fakePage();
  const store = await Store.open(`claim-${++name}`);
  await store.setValue('sign_on', { key: 'swk_secret', state: 'active', site: 'north-clinic', operator_id: 'nc-t001', trial: true });
  await store.putAssets([pump, fan]);
  app = await App.begin(store);
  server = new FakeServer();
  vi.spyOn(app.api, 'ask').mockImplementation(server.ask);
  gone = [];
  app.go = (route) => gone.push(route);
});

/** A blank label was scanned and refused. */
async function refused(): Promise<StoredScan> {
  const outcome = await app.read({ text: 'BLANK-1', source: 'wedge' });
  if (outcome.kind !== 'draft') throw new Error(outcome.kind);
  await app.confirm(outcome.seq, (scan) => ({ ...scan, failure_mode: 'leak', note: 'Drips.' }));
  await app.flusher.flush();
  const scan = await app.store.scan(outcome.seq);
  expect(scan).toMatchObject({ state: 'attention', problem: { code: 'tag_unclaimed' } });
  return scan as StoredScan;
}

/** Looks for an asset, chooses it, and says that it is this one. */
async function choose(seq: number, wanted: string, id: string): Promise<FakeElement> {
  const view = await chooseAssetView(app, seq);
  const [body, foot] = [view.body, view.foot] as unknown as [FakeElement, FakeElement];
  const search = body.find('asset-search') as FakeElement;
  search.value = wanted;
  search.fire('input');
  body.find(`asset-${id}`)?.fire('click');
  foot.fire('click');
  await vi.waitFor(() => expect(gone.length > 0 || body.find('claim-note')?.textContent !== '').toBe(true));
  await app.flusher.flush();
  return body;
}

describe('a blank label that was scanned', () => {
  test('offers what can be done as soon as it is refused', async () => {
    const outcome = await app.read({ text: 'BLANK-1', source: 'wedge' });
    const { seq } = outcome as { seq: number };
    await app.store.changeScan(seq, (scan) => ({ ...scan, state: 'saved' }));
    const view = await answerView(app, seq);
    const body = view.body as unknown as FakeElement;
    expect(body.find('to-trouble')).toBeUndefined();
    await app.flusher.flush();
    view.onChange?.([]);
    await vi.waitFor(() => expect(body.find('to-trouble')).toBeDefined());
  });

  test('leads to the choice of its asset, and no other refusal does', async () => {
    const scan = await refused();
    const button = async (): Promise<FakeElement | undefined> => ((await troubleView(app, scan.seq as number)).foot as unknown as FakeElement).find('choose-asset');
    (await button())?.fire('click');
    expect(gone).toEqual([{ view: 'chooseAsset', seq: scan.seq }]);
    await app.store.changeScan(scan.seq as number, (now) => ({ ...now, problem: { code: 'not_this_site' } }));
    expect(await button()).toBeUndefined();
  });

  test('is claimed for it, and the scan routed under its key, where this phone may', async () => {
    server.mayClaim = true;
    const scan = await refused();
    await choose(scan.seq as number, 'pump', pump.asset_id);
    expect(gone).toEqual([{ view: 'answer', seq: scan.seq }]);
    expect([...server.claimed]).toEqual([['BLANK-1', pump.asset_id]]);
    expect(server.routed).toMatchObject([{ tag: 'BLANK-1', idempotency_key: scan.key, failure_mode: 'leak', note: 'Drips.' }]);
    expect(await app.store.scan(scan.seq as number)).toMatchObject({ state: 'routed', asset: { asset_id: pump.asset_id, name: pump.name } });
    // The next scan of it is known without network.
    const again = await app.read({ text: 'BLANK-1', source: 'typed' });
    expect(await app.store.scan((again as { seq: number }).seq)).toMatchObject({ asset: { asset_id: pump.asset_id } });
  });

  test('is reported for it all the same where only the office may claim, which is told of the label', async () => {
    const scan = await refused();
    await choose(scan.seq as number, '000123', fan.asset_id);
    expect(server.claimed.size).toBe(0);
    const [sent] = server.routed;
    expect(sent).toMatchObject({ asset_id: fan.asset_id, idempotency_key: scan.key, failure_mode: 'leak' });
    expect(sent).not.toHaveProperty('tag');
    expect(sent?.['note']).toMatch(/^Drips\.\n.*BLANK-1/);
    expect(await app.store.scan(scan.seq as number)).toMatchObject({ state: 'routed', tag: 'BLANK-1', asset: { asset_id: fan.asset_id } });
  });

  test('waits on where the network is gone, and it says so', async () => {
    const scan = await refused();
    server.trouble.push('unreachable');
    const body = await choose(scan.seq as number, '', fan.asset_id);
    expect(body.find('claim-note')?.textContent).toContain('This needs the network');
    expect(gone).toEqual([]);
    expect(await app.store.scan(scan.seq as number)).toMatchObject({ state: 'attention', problem: { code: 'tag_unclaimed' } });
  });

  test('that somebody else has claimed meanwhile is told, and not taken from there', async () => {
    server.mayClaim = true;
    const scan = await refused();
    server.claimed.set('BLANK-1', fan.asset_id);
    const body = await choose(scan.seq as number, '', pump.asset_id);
    expect(body.find('claim-note')?.textContent).toContain('another asset');
    expect(server.claimed.get('BLANK-1')).toBe(fan.asset_id);
    expect(await app.store.scan(scan.seq as number)).toMatchObject({ state: 'attention' });
  });
});

test('an asset is looked for by its id, its name and where it is, in any order of words', () => {
  const found = (text: string, most?: number): string[] => matchingAssets([pump, fan], text, most).map(({ asset_id }) => asset_id);
  expect(found('ahu')).toEqual(['AHU-000123']);
  expect(found('122 PUMP')).toEqual(['PMP-000122']);
  expect(found('room 2')).toEqual(['PMP-000122']);
  expect(found('  ')).toEqual(['AHU-000123', 'PMP-000122']);
  expect(found('', 1)).toEqual(['AHU-000123']);
  expect(found('boiler')).toEqual([]);
});
