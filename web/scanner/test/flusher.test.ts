import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exclusivelyByWebLock, type Exclusively } from '../src/exclusively.ts';
import { batchSize, Flusher } from '../src/flusher.ts';
import { newKey, type StoredScan } from '../src/scan.ts';
import { Store } from '../src/store.ts';
import { FakeServer } from './fake-server.ts';

let store: Store;
let server: FakeServer;
let clock: number;
let name = 0;

beforeEach(async () => {
  store = await Store.open(`flusher-${++name}`);
  server = new FakeServer();
  clock = Date.parse('2026-11-30T06:00:00Z');
});

afterEach(() => {
  store.close();
  indexedDB.deleteDatabase(`flusher-${name}`);
});

const alone: Exclusively = (task) => task();

function flusher(exclusively = alone, site = 'north-clinic'): Flusher {
  return new Flusher({
    store, api: server, exclusively, now: () => clock, device: async () => ({ id: 'dev-1', battery_percent: 71 }), site: () => site, changed: () => {}, random: () => 1,
  });
}

function scanOf(tag: string, more: Partial<StoredScan> = {}): StoredScan {
  return {
    key: newKey(), site: 'north-clinic', state: 'saved', tag, source: 'camera', scan_timestamp: new Date(clock).toISOString(), operator_id: 'nc-t001', scan_type: 'corrective', attempts: 0, ...more,
  };
}

async function save(...tags: string[]): Promise<StoredScan[]> {
  const scans: StoredScan[] = [];
  for (const tag of tags) scans.push(await store.addScan(scanOf(tag)));
  return scans;
}

const tagsRouted = (): string[] => server.routed.map(({ tag }) => tag);

describe('handing in', () => {
  test('one scan goes as it was read, with its key, the clock and the phone', async () => {
    const [scan] = await save(']d201\x1d10');
    await store.changeScan(scan?.seq as number, (now) => ({ ...now, symbology: ']d2', failure_mode: 'leak', readings: { run_hours: 8123.5 }, note: 'Drips.' }));
    clock += 60_000;
    await flusher().flush();
    expect(server.routed).toEqual([{
      tag: ']d201\x1d10', symbology: ']d2', scan_timestamp: '2026-11-30T06:00:00.000Z', sent_at: '2026-11-30T06:01:00.000Z', operator_id: 'nc-t001', scan_type: 'corrective', failure_mode: 'leak', note: 'Drips.',
      readings: { run_hours: 8123.5 }, idempotency_key: scan?.key, device: { id: 'dev-1', battery_percent: 71 },
    }]);
    expect(await store.scan(scan?.seq as number)).toMatchObject({ state: 'routed', ack: { status: 'routed' }, attempts: 1 });
  });

  test('10,000 queued scans go in order, each once, in batches', async () => {
    const wanted: string[] = [];
    for (let at = 0; at < 10_000; at++) wanted.push(`TAG-${String(at).padStart(5, '0')}`);
    for (const tag of wanted) await store.addScan(scanOf(tag));
    await flusher().flush();
    expect(tagsRouted()).toEqual(wanted);
    expect(new Set(server.routed.map((scan) => scan.idempotency_key)).size).toBe(10_000);
    expect(server.requests.length).toBe(10_000 / batchSize);
    expect(await store.counts()).toMatchObject({ saved: 0, attention: 0 });
  }, 120_000);

  test('drafts are not sent', async () => {
    await store.addScan(scanOf('DRAFT', { state: 'draft' }));
    await flusher().flush();
    expect(server.requests).toEqual([]);
  });

  test('a scan saved while a round is under way is sent by it', async () => {
    await save('FIRST');
    const one = flusher();
    const going = one.flush();
    await save('SECOND');
    await one.flush();
    await going;
    expect(tagsRouted()).toEqual(['FIRST', 'SECOND']);
  });

  test('an answer that was lost on the way makes no second scan', async () => {
    await save('A', 'B', 'C');
    server.trouble.push('lostAnswer');
    const one = flusher();
    await one.flush();
    expect(await store.counts()).toMatchObject({ saved: 3 });
    await one.flush(true);
    expect(tagsRouted()).toEqual(['A', 'B', 'C']);
    expect(await store.counts()).toMatchObject({ saved: 0, routed: 3 });
  });

  test('two flushers at once send each scan once and in order', async () => {
    const tags = Array.from({ length: 500 }, (_, at) => `TAG-${at}`);
    await save(...tags);
    const locks = fakeLocks();
    await Promise.all([flusher(exclusivelyByWebLock(locks)).flush(), flusher(exclusivelyByWebLock(locks)).flush()]);
    expect(tagsRouted()).toEqual(tags);
    expect(server.requests.reduce((sum, { scans }) => sum + scans, 0)).toBe(500);
  });

  test('two flushers without locks still make no scan twice, and settle every one', async () => {
    const tags = Array.from({ length: 300 }, (_, at) => `TAG-${at}`);
    await save(...tags);
    await Promise.all([flusher().flush(), flusher().flush()]);
    expect(new Set(tagsRouted()).size).toBe(300);
    expect(server.routed.length).toBe(300);
    expect(await store.counts()).toMatchObject({ saved: 0, attention: 0 });
  });

  test('scans of another site wait there for a person, and are not sent under this key', async () => {
    await store.addScan(scanOf('THERE', { site: 'east-depot' }));
    await save('HERE');
    await flusher().flush();
    expect(tagsRouted()).toEqual(['HERE']);
    expect((await store.scansIn('attention', 10)).map(({ tag, problem }) => [tag, problem?.code])).toEqual([['THERE', 'other_site']]);
  });
});

describe('what goes wrong', () => {
  test.each([408, 409, 425, 429, 500, 502, 503, 504])('%i of a single scan is tried again, and nothing is lost', async (status) => {
    await save('A');
    server.trouble.push({ status });
    const one = flusher();
    await one.flush();
    expect(one.state.kind).toBe('waiting');
    expect(await store.counts()).toMatchObject({ saved: 1 });
    // Too early: nothing is asked.
    await one.flush();
    expect(server.requests.length).toBe(1);
    clock += 2000;
    await one.flush();
    expect(tagsRouted()).toEqual(['A']);
    expect(one.state.kind).toBe('idle');
  });

  test.each([400, 403, 404, 413, 415, 422])('%i of a single scan goes to a person, with the reason, and the next is sent', async (status) => {
    await save('A');
    server.trouble.push({ status, code: 'why' });
    const one = flusher();
    await one.flush();
    await save('B');
    await one.flush();
    expect(await store.scansIn('attention', 10)).toMatchObject([{ tag: 'A', problem: { code: 'why' } }]);
    expect(tagsRouted()).toEqual(['B']);
  });

  test('401 pauses until this phone is signed on again, and keeps everything', async () => {
    await save('A', 'B');
    server.trouble.push({ status: 401, code: 'not_authenticated' });
    const one = flusher();
    await one.flush();
    expect(one.state).toEqual({ kind: 'paused' });
    clock += 3_600_000;
    await one.flush(true);
    expect(server.requests.length).toBe(1);
    await one.resume();
    expect(tagsRouted()).toEqual(['A', 'B']);
  });

  test('Retry-After is kept to, even when the network comes back', async () => {
    await save('A');
    server.trouble.push({ status: 429, retryAfterMs: 30_000 });
    const one = flusher();
    await one.flush();
    expect(one.state).toEqual({ kind: 'waiting', until: clock + 30_000, why: 'limited' });
    clock += 29_000;
    await one.flush(true);
    expect(server.requests.length).toBe(1);
    clock += 1000;
    await one.flush();
    expect(tagsRouted()).toEqual(['A']);
  });

  test('without network it waits ever longer, up to a minute; the network back cuts that short', async () => {
    await save('A');
    const one = flusher();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      server.trouble.push('unreachable');
      await one.flush();
      if (one.state.kind !== 'waiting') throw new Error('it does not wait');
      waits.push(one.state.until - clock);
      clock = one.state.until;
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    server.trouble.push('unreachable');
    await one.flush();
    await one.flush(true);
    expect(tagsRouted()).toEqual(['A']);
  });

  test('a page of somebody else is no answer', async () => {
    await save('A');
    server.trouble.push('foreign');
    const one = flusher();
    await one.flush();
    expect(one.state).toMatchObject({ kind: 'waiting', why: 'foreign' });
    expect(await store.counts()).toMatchObject({ saved: 1 });
  });

  test('in a batch each scan has its own answer', async () => {
    await save('A', 'B', 'C', 'D', 'E');
    server.trouble.push({
      status: 200, items: ({ tag }) => (tag === 'B' ? { status: 503, code: 'busy', retry_after: 5 } : tag === 'D' ? { status: 422, code: 'invalid_scan' } : null),
    });
    const one = flusher();
    await one.flush();
    expect(tagsRouted()).toEqual(['A', 'C', 'E']);
    expect(await store.scansIn('saved', 10)).toMatchObject([{ tag: 'B' }]);
    expect(await store.scansIn('attention', 10)).toMatchObject([{ tag: 'D', problem: { code: 'invalid_scan' } }]);
    expect(one.state).toMatchObject({ kind: 'waiting', until: clock + 5000 });
    clock += 5000;
    await one.flush();
    expect(tagsRouted()).toEqual(['A', 'C', 'E', 'B']);
  });

  test('a batch that cannot be taken apart is sent one by one, so that only the scan at fault waits', async () => {
    await save('A', 'UNKNOWN-1', 'C');
    server.trouble.push({ status: 400, code: 'malformed_json' });
    await flusher().flush();
    expect(tagsRouted()).toEqual(['A', 'C']);
    expect(server.requests.map(({ scans }) => scans)).toEqual([3, 1, 1, 1]);
    expect(await store.scansIn('attention', 10)).toMatchObject([{ tag: 'UNKNOWN-1', problem: { code: 'asset_unknown' } }]);
  });

  test('a scan that the server cannot take in the end holds up no other', async () => {
    await save('BAD', 'B');
    const one = flusher();
    for (let round = 0; round < 3; round++) {
      server.trouble.push({ status: 200, items: ({ tag }) => (tag === 'BAD' ? { status: 500, code: 'internal' } : null) });
      await one.flush(true);
      await save(`NEW-${round}`);
    }
    await one.flush(true);
    expect(tagsRouted()).toEqual(['B', 'NEW-0', 'NEW-1', 'BAD', 'NEW-2']);
  });

  test('what a revoked phone hands in is quarantined, and said so', async () => {
    const [scan] = await save('A');
    const quarantine = { ask: async () => ({ kind: 'ok', status: 202, body: { status: 'quarantined', dead_letter_id: 'D1' }, etag: null }) as never };
    await new Flusher({ store, api: quarantine, exclusively: alone, now: () => clock, device: async () => ({}), site: () => '', changed: () => {} }).flush();
    expect(await store.scan(scan?.seq as number)).toMatchObject({ state: 'quarantined' });
  });
});

describe('afterwards', () => {
  test('a scan that is still being resolved is asked for until it is decided', async () => {
    server.resolving.set('SLOW', 2);
    const [scan] = await save('SLOW');
    const one = flusher();
    await one.flush();
    expect(await store.scan(scan?.seq as number)).toMatchObject({ state: 'received' });
    for (let round = 0; round < 3; round++) {
      clock += 60_000;
      await one.flush();
    }
    expect(await store.scan(scan?.seq as number)).toMatchObject({ state: 'routed' });
  });

  test('photos follow their scan, once each', async () => {
    const [scan] = await save('A');
    await store.addPhoto({ id: 'c0ffee00-0000-4000-8000-000000000000', scan_key: scan?.key as string, state: 'saved', type: 'image/jpeg', bytes: new ArrayBuffer(1000) });
    const one = flusher();
    server.trouble.push('unreachable');
    await one.flush();
    expect(server.photos).toEqual([]);
    await one.flush(true);
    await one.flush(true);
    expect(server.photos).toEqual([{ scan: 'S0', key: 'c0ffee00-0000-4000-8000-000000000000', bytes: 1000 }]);
    expect((await store.photosOf(scan?.key as string))[0]).toMatchObject({ state: 'sent' });
  });

  test('only what is routed is ever forgotten, the oldest first', async () => {
    for (let at = 0; at < 20; at++) await store.addScan(scanOf(`R-${at}`, { state: 'routed' }));
    await store.addScan(scanOf('X', { state: 'attention' }));
    const withPhoto = await store.scan(2);
    await store.addPhoto({ id: 'P', scan_key: withPhoto?.key as string, state: 'saved', type: 'image/jpeg', bytes: new ArrayBuffer(1) });
    await store.pruneRouted(5);
    expect((await store.scansIn('routed', 99)).map(({ tag }) => tag)).toEqual(['R-1', 'R-15', 'R-16', 'R-17', 'R-18', 'R-19']);
    expect(await store.counts()).toMatchObject({ attention: 1 });
  });
});

/** Web Locks as browsers have them: one holder, the others in a queue. */
function fakeLocks(): Pick<LockManager, 'request'> {
  let last: Promise<unknown> = Promise.resolve();
  const request = (_name: string, _options: LockOptions, task: LockGrantedCallback<unknown>): Promise<unknown> => {
    const turn = last.then(() => task(null));
    last = turn.catch(() => undefined);
    return turn;
  };
  return { request: request as LockManager['request'] };
}
