import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { App } from '../src/app.ts';
import type { Answer, Ask } from '../src/api.ts';
import { Store } from '../src/store.ts';
import { orderCard, stepsOf, type WorkOrder } from '../src/views/work.ts';
import { FakeElement, fakePage } from './fake-page.ts';

const order: WorkOrder = {
  id: '0SAJRTVQM0000', number: 'WO-NC-000001', title: 'Leak', state: 'in_progress', priority: 1, asset: null, technician: 'nc-t001', crew: null, on_site_by: null, done_by: null, revision: 3,
};

let app: App;
let answer: Answer<unknown>;
let sent: unknown[];
let redrawn: number;
let name = 0;

beforeEach(async () => {
  fakePage();
  const store = await Store.open(`work-${++name}`);
  await store.setValue('sign_on', { key: 'swk_secret', state: 'active', site: 'north-clinic', operator_id: 'nc-t001', trial: true });
  app = await App.begin(store);
  sent = [];
  redrawn = 0;
  vi.spyOn(app.api, 'ask').mockImplementation(async <T>(_path: string, ask: Ask = {}) => {
    sent.push(ask.json);
    return answer as Answer<T>;
  });
});

const card = (of: Partial<WorkOrder> = {}): FakeElement => orderCard(app, { ...order, ...of }, () => redrawn++) as unknown as FakeElement;
const note = (on: FakeElement): string => on.find(`note-${order.id}`)?.textContent ?? '';
const press = (on: FakeElement, id: string): void => on.find(`${id}-${order.id}`)?.fire('click');

/** Opens what is asked about a step, fills it in, and sends it. */
function complete(on: FakeElement): void {
  press(on, 'step-completed');
  (on.find(`minutes-${order.id}`) as FakeElement).value = '45';
  (on.find(`remark-${order.id}`) as FakeElement).value = 'New seal.';
  press(on, 'complete');
}

describe('a step of a work order', () => {
  test('without network says so, and that it is not kept for later', async () => {
    answer = { kind: 'unreachable', detail: 'Failed to fetch' };
    const start = card({ state: 'assigned' });
    press(start, 'step-in_progress');
    await vi.waitFor(() => expect(note(start)).toContain('This needs the network'));
    expect(note(start)).toContain('not kept for later');
    expect(note(start)).not.toContain('fetch');
  });

  test('that failed keeps what was written about it', async () => {
    answer = { kind: 'unreachable', detail: '' };
    const on = card();
    complete(on);
    await vi.waitFor(() => expect(note(on)).toContain('This needs the network'));
    expect(on.find(`minutes-${order.id}`)?.value).toBe('45');
    expect(on.find(`remark-${order.id}`)?.value).toBe('New seal.');
    answer = { kind: 'ok', status: 200, body: {}, etag: null };
    press(on, 'complete');
    await vi.waitFor(() => expect(redrawn).toBe(1));
    expect(sent.at(-1)).toEqual({ operator_id: 'nc-t001', state: 'completed', labour_minutes: 45, note: 'New seal.' });
  });

  test('says so before anything is written, where the phone knows that it has no network', () => {
    vi.stubGlobal('navigator', { userAgent: 'test', languages: ['en'], onLine: false });
    for (const step of ['step-completed', 'step-on_hold']) {
      const on = card();
      press(on, step);
      expect(note(on), step).toContain('This needs the network');
    }
  });

  test.each([
    [{ kind: 'foreign', status: 200, retryAfterMs: null }, 'guest network'],
    [{ kind: 'problem', status: 502, problem: { code: 'http_502' }, retryAfterMs: null }, 'cannot take it just now'],
    [{ kind: 'problem', status: 503, problem: { code: 'busy', detail: 'Queue full: 4096 waiting' }, retryAfterMs: 1000 }, 'cannot take it just now'],
    [{ kind: 'problem', status: 403, problem: { code: 'not_permitted' }, retryAfterMs: null }, 'This phone may not do that.'],
    [{ kind: 'problem', status: 409, problem: { code: 'wrong_state', detail: 'It is closed. Nothing can be done.' }, retryAfterMs: null }, 'It is closed. Nothing can be done.'],
  ] as [Answer<never>, string][])('that is refused says why in plain words: %o', async (refused, words) => {
    answer = refused;
    const on = card({ state: 'assigned' });
    press(on, 'step-in_progress');
    await vi.waitFor(() => expect(note(on)).toContain(words));
    expect(redrawn).toBe(0);
  });

  test('that somebody else overtook stays told until the work order is looked at again', async () => {
    answer = { kind: 'problem', status: 412, problem: { code: 'stale' }, retryAfterMs: null };
    const on = card({ state: 'assigned' });
    press(on, 'step-in_progress');
    await vi.waitFor(() => expect(note(on)).toContain('Somebody changed this work order meanwhile'));
    expect(redrawn).toBe(0);
    press(on, 'look-again');
    expect(redrawn).toBe(1);
  });

  test('is sent once, however often its button is pressed, and says that it is on its way', async () => {
    let arrive = (_answer: Answer<unknown>): void => {};
    vi.spyOn(app.api, 'ask').mockImplementation(<T>() => {
      sent.push(1);
      return new Promise<Answer<T>>((resolve) => (arrive = resolve as typeof arrive));
    });
    const on = card({ state: 'assigned' });
    press(on, 'step-in_progress');
    press(on, 'step-in_progress');
    expect(note(on)).toBe('Sending…');
    arrive({ kind: 'ok', status: 200, body: {}, etag: null });
    await vi.waitFor(() => expect(redrawn).toBe(1));
    expect(sent).toHaveLength(1);
  });

  test('is offered to whom it belongs', () => {
    const offered = (state: string, mine: boolean): string[] => stepsOf({ state }, mine).map((step) => step.state);
    expect(offered('open', false)).toEqual(['in_progress']);
    expect(offered('assigned', true)).toEqual(['in_progress', 'completed']);
    expect(offered('in_progress', true)).toEqual(['on_hold', 'completed']);
    expect(offered('in_progress', false)).toEqual([]);
    expect(offered('closed', true)).toEqual([]);
  });
});
