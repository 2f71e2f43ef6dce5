import { describe, expect, test } from 'vitest';
import type { StoredScan } from '../src/scan.ts';
import { answered, asked, judge, judgeItem } from '../src/verdict.ts';

describe('what is done about a status', () => {
  test.each([
    [200, 'routed'], [201, 'routed'], [202, 'received'], [401, 'pause'], [408, 'again'], [409, 'again'], [425, 'again'], [429, 'again'], [500, 'again'], [502, 'again'], [503, 'again'], [504, 'again'], [599, 'again'],
    [400, 'attention'], [403, 'attention'], [404, 'attention'], [405, 'attention'], [410, 'attention'], [413, 'attention'], [415, 'attention'], [422, 'attention'], [431, 'attention'],
  ] as const)('%i: %s', (status, verdict) => expect(judge(status)).toBe(verdict));

  test('accepted without an ack is no answer of ours', () => expect(judgeItem({ status: 201 })).toBe('again'));

  test('202 of a revoked phone is quarantine', () => expect(judge(202, { status: 'quarantined' })).toBe('quarantined'));
});

const scan: StoredScan = {
  seq: 1, key: 'K', site: 'north-clinic', state: 'saved', tag: 'A', source: 'camera', scan_timestamp: '2026-11-30T06:00:00Z', operator_id: 'nc-t001', scan_type: 'corrective', attempts: 2,
};

describe('how a scan stands', () => {
  test('once it is routed: with its answer, and without the trouble that it had', () => {
    expect(answered({ ...scan, problem: { code: 'busy' } }, { status: 201, ack: { scan_id: 'S', status: 'routed' } }, 1000)).toEqual({ ...scan, state: 'routed', attempts: 3, settled_at: 1000, ack: { scan_id: 'S', status: 'routed' } });
  });

  test('while it goes again: as before, with what was said', () => {
    expect(answered(scan, { status: 503, problem: { code: 'busy' } }, 1000)).toEqual({ ...scan, attempts: 3, problem: { code: 'busy' } });
    expect(answered(scan, { status: 401 }, 1000)).toEqual({ ...scan, attempts: 3 });
  });

  test('while the server has not decided: asked often at first, then ever less', () => {
    const received = answered(scan, { status: 202, ack: { scan_id: 'S', status: 'resolving' } }, 1000);
    expect(received).toMatchObject({ state: 'received', poll_at: 1000 });
    for (const [age, pause] of [[0, 2000], [60_000, 60_000], [9_000_000, 300_000]] as const) {
      expect(asked(received, { status: 'resolving' }, 1000 + age)).toMatchObject({ state: 'received', poll_at: 1000 + age + pause });
      expect(asked(received, undefined, 1000 + age)).toMatchObject({ state: 'received', poll_at: 1000 + age + pause });
    }
    expect(asked(received, { status: 'routed' }, 5000)).toMatchObject({ state: 'routed', settled_at: 5000 });
    expect(asked(received, { status: 'dead_letter', reason: 'no answer', dead_letter_id: 'D' }, 5000)).toMatchObject({ state: 'attention', problem: { code: 'not_resolved', detail: 'no answer', dead_letter_id: 'D' } });
  });
});
