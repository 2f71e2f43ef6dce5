import type { Ack, Problem, StoredScan } from './scan.ts';

/** What the server says of one scan. */
export interface ItemAnswer {
  status: number;
  ack?: Ack;
  problem?: Problem;
  retry_after?: number;
}

/** What is done about a status: `again` later, `pause` until somebody signs on, `attention` of a person. */
export type Verdict = 'routed' | 'received' | 'quarantined' | 'again' | 'pause' | 'attention';

export function judge(status: number, ack?: Ack): Verdict {
  if (status === 202) return ack?.status === 'quarantined' ? 'quarantined' : 'received';
  if (status >= 200 && status < 300) return 'routed';
  if (status === 401) return 'pause';
  if (status === 408 || status === 409 || status === 425 || status === 429 || status >= 500) return 'again';
  return status >= 400 ? 'attention' : 'again';
}

/** As `judge`, of an answer to one scan: accepted without an ack is no answer of ours. */
export function judgeItem({ status, ack }: ItemAnswer): Verdict {
  const accepted = status >= 200 && status < 300;
  return accepted && typeof ack?.status !== 'string' ? 'again' : judge(status, ack);
}

/** How a scan stands once it was answered. */
export function answered(scan: StoredScan, item: ItemAnswer, now: number): StoredScan {
  const verdict = judgeItem(item);
  if (verdict === 'pause' || verdict === 'again') return tried(scan, item.problem);
  const { problem: _old, ...rest } = scan;
  return {
    ...rest, state: verdict, attempts: scan.attempts + 1, settled_at: now,
    ...(item.ack && { ack: item.ack }), ...(item.problem && { problem: item.problem }), ...(verdict === 'received' && { poll_at: now }),
  };
}

/** How a scan stands that was sent in vain. */
export function tried(scan: StoredScan, problem: Problem | undefined): StoredScan {
  return { ...scan, attempts: scan.attempts + 1, ...(problem && { problem }) };
}

/** How a scan stands that the server had not decided, once it was asked again; `ack` is undefined where it did not say. */
export function asked(scan: StoredScan, ack: Ack | undefined, now: number): StoredScan {
  const age = now - (scan.settled_at ?? now);
  // Often at first, then ever less: a registry that is down for a night is not asked every second.
  if (!ack || ack.status === 'resolving') return { ...scan, poll_at: now + Math.min(Math.max(age, 2000), 300_000) };
  if (ack.status === 'dead_letter') {
    return { ...scan, state: 'attention', ack, problem: { code: 'not_resolved', ...(ack.reason && { detail: ack.reason }), ...(ack.dead_letter_id && { dead_letter_id: ack.dead_letter_id }) } };
  }
  return { ...scan, state: 'routed', ack, settled_at: now };
}
