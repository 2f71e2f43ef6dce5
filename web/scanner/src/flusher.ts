import type { Answer, Api } from './api.ts';
import type { Exclusively } from './exclusively.ts';
import { wireScan, type Ack, type DeviceReport, type StoredPhoto, type StoredScan } from './scan.ts';
import type { Store } from './store.ts';
import { answered, asked, judge, judgeItem, tried, type ItemAnswer, type Verdict } from './verdict.ts';

export interface FlusherParts {
  store: Store;
  api: Pick<Api, 'ask'>;
  exclusively: Exclusively;
  now: () => number;
  device: () => Promise<DeviceReport>;
  /** The site that this phone's key belongs to; scans of another are not sent there. */
  site: () => string;
  /** Called after every step that changed something. */
  changed: (scans: readonly StoredScan[]) => void;
  random?: () => number;
}

export type FlusherState =
  | { kind: 'idle' }
  | { kind: 'sending' }
  /** The server cannot be reached, or asks to wait. */
  | { kind: 'waiting'; until: number; why: 'unreachable' | 'foreign' | 'busy' | 'limited' }
  /** The key is not valid any more: nothing is sent until this phone is signed on again. */
  | { kind: 'paused' };

/** How many scans go in one request: within the burst that a key is allowed by default. */
export const batchSize = 200;

const pollsAtOnce = 5;
const keepRouted = 500;
const firstBackoffMs = 1000;
const greatestBackoffMs = 60_000;

/**
 * Hands in what is saved on this phone: in the order in which it was read, under the key that each scan got when it was read, until the server has said what
 * became of it. Nothing is dropped: what is refused waits for a person.
 */
export class Flusher {
  state: FlusherState = { kind: 'idle' };
  private failures = 0;
  private toldToWait = false;
  /** So many scans go one by one, after a batch was refused as a whole. */
  private singles = 0;
  private wanted = false;
  private running: Promise<void> | null = null;

  constructor(private readonly parts: FlusherParts) {}

  /**
   * Sends what there is to send, unless somebody else on this phone does or it is too early. `urgent` cuts short a wait of our own, since the network may be
   * back; a wait that the server asked for is kept.
   */
  flush(urgent = false): Promise<void> {
    this.wanted = true;
    this.running ??= this.run(urgent).finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** After this phone was signed on again. */
  resume(): Promise<void> {
    this.failures = 0;
    this.state = { kind: 'idle' };
    return this.flush(true);
  }

  private async run(urgent: boolean): Promise<void> {
    if (this.state.kind === 'paused') return;
    if (this.state.kind === 'waiting' && this.parts.now() < this.state.until && (!urgent || this.toldToWait)) return;
    await this.parts.exclusively(async () => {
      // A scan saved while the last round ran asked for a round of its own.
      while (this.wanted) {
        this.wanted = false;
        if (!(await this.sendScans())) return;
        if (!(await this.sendPhotos())) return;
        await this.poll();
      }
      await this.parts.store.pruneRouted(keepRouted);
    });
  }

  /** Until none is left. False where sending has to stop. */
  private async sendScans(): Promise<boolean> {
    for (;;) {
      const waiting = await this.mine(await this.parts.store.scansIn('saved', this.singles > 0 ? 1 : batchSize));
      if (waiting.length === 0) {
        if ((await this.parts.store.counts()).saved > 0) continue;
        if (this.state.kind === 'sending') this.settle({ kind: 'idle' });
        return true;
      }
      this.settle({ kind: 'sending' });
      const went = waiting.length === 1 ? await this.sendOne(waiting[0] as StoredScan) : await this.sendBatch(waiting);
      if (!went) return false;
    }
  }

  /** Sets aside what was scanned for another site: the key of this one would not bring it there. */
  private async mine(scans: StoredScan[]): Promise<StoredScan[]> {
    const site = this.parts.site();
    const foreign = scans.filter((scan) => scan.site !== '' && site !== '' && scan.site !== site);
    if (foreign.length === 0) return scans;
    this.parts.changed(await this.parts.store.changeScans(foreign.map(seqOf), (scan) => ({
      ...scan, state: 'attention', problem: { code: 'other_site', detail: scan.site },
    })));
    return scans.filter((scan) => !foreign.includes(scan));
  }

  private async sendOne(scan: StoredScan): Promise<boolean> {
    const device = await this.parts.device();
    const answer = await this.parts.api.ask<Ack>('/api/v1/scans', { method: 'POST', json: wireScan(scan, new Date(this.parts.now()), device) });
    if (this.singles > 0) this.singles--;
    if (answer.kind === 'ok') return this.take([scan], [{ status: answer.status, ack: answer.body }]);
    if (answer.kind === 'problem' && judge(answer.status) === 'attention') return this.take([scan], [{ status: answer.status, problem: answer.problem }]);
    return this.stop(answer, [scan]);
  }

  private async sendBatch(scans: StoredScan[]): Promise<boolean> {
    const device = await this.parts.device();
    const sentAt = new Date(this.parts.now());
    const answer = await this.parts.api.ask<{ items: ItemAnswer[] }>('/api/v1/scans/batch', {
      method: 'POST', json: scans.map((scan) => wireScan(scan, sentAt, device)), timeoutMs: 120_000,
    });
    if (answer.kind === 'ok') {
      if (Array.isArray(answer.body?.items) && answer.body.items.length === scans.length) return this.take(scans, answer.body.items);
      return this.stop({ kind: 'foreign', status: answer.status, retryAfterMs: null }, scans);
    }
    if (answer.kind === 'problem' && judge(answer.status) === 'attention') {
      // It could not be taken apart, or it is too large: one by one shows which scan is at fault.
      if ([400, 413, 415, 422].includes(answer.status)) {
        this.singles = scans.length;
        return true;
      }
      return this.take(scans, scans.map(() => ({ status: answer.status, problem: answer.problem })));
    }
    return this.stop(answer, scans);
  }

  /** Notes what became of each. False where one has to be sent again, later. */
  private async take(scans: StoredScan[], items: ItemAnswer[]): Promise<boolean> {
    const now = this.parts.now();
    const verdicts: (Verdict | undefined)[] = [];
    const after = await this.parts.store.changeScans(scans.map(seqOf), (scan, index) => {
      // Another tab may have been here first; what is settled stays.
      if (scan.state !== 'saved') return null;
      const item = items[index] as ItemAnswer;
      verdicts[index] = judgeItem(item);
      return answered(scan, item, now);
    });
    this.parts.changed(after);
    if (verdicts.includes('pause')) {
      this.settle({ kind: 'paused' });
      return false;
    }
    if (verdicts.includes('again')) {
      const waits = items.flatMap(({ retry_after }, at) => (verdicts[at] === 'again' && retry_after !== undefined ? [retry_after * 1000] : []));
      this.wait('busy', waits.length > 0 ? Math.max(...waits) : null);
      return false;
    }
    this.failures = 0;
    this.toldToWait = false;
    return true;
  }

  private async stop(answer: Answer<unknown>, scans: StoredScan[]): Promise<boolean> {
    const problem = answer.kind === 'problem' ? answer.problem : undefined;
    await this.parts.store.changeScans(scans.map(seqOf), (scan) => (scan.state === 'saved' ? tried(scan, problem) : null));
    if (answer.kind === 'problem' && judge(answer.status) === 'pause') this.settle({ kind: 'paused' });
    else if (answer.kind === 'problem') this.wait(answer.status === 429 ? 'limited' : 'busy', answer.retryAfterMs);
    else if (answer.kind === 'foreign') this.wait('foreign', answer.retryAfterMs);
    else this.wait('unreachable', null);
    this.parts.changed([]);
    return false;
  }

  private wait(why: 'unreachable' | 'foreign' | 'busy' | 'limited', askedMs: number | null): void {
    const backoff = Math.min(firstBackoffMs * 2 ** this.failures, greatestBackoffMs);
    this.failures = Math.min(this.failures + 1, 16);
    this.toldToWait = askedMs !== null;
    // Spread out, so that a plant's phones do not all come back in the same second.
    const ms = Math.max(askedMs ?? 0, backoff * (0.5 + (this.parts.random ?? Math.random)() / 2));
    this.settle({ kind: 'waiting', until: this.parts.now() + ms, why });
  }

  private settle(state: FlusherState): void {
    this.state = state;
    this.parts.changed([]);
  }

  /** Photos follow their scan once the server has it. */
  private async sendPhotos(): Promise<boolean> {
    for (const id of await this.parts.store.photoIds('saved')) {
      const photo = await this.parts.store.photo(id);
      if (!photo) continue;
      const scan = await this.parts.store.scanByKey(photo.scan_key);
      const scanId = scan?.ack?.scan_id;
      if (scan && scanId === undefined) continue;
      if (!scan || !photo.bytes) {
        await this.parts.store.putPhoto({ ...photo, state: 'attention', problem: { code: 'photo_without_scan' } });
        continue;
      }
      const answer = await this.parts.api.ask<unknown>(`/api/v1/scans/${encodeURIComponent(scanId as string)}/photos`, {
        method: 'POST', body: new Blob([photo.bytes], { type: photo.type }), headers: { 'Content-Type': photo.type, 'Idempotency-Key': photo.id }, timeoutMs: 120_000,
      });
      if (answer.kind === 'ok') {
        const { bytes: _sent, problem: _old, ...rest } = photo;
        await this.parts.store.putPhoto({ ...rest, state: 'sent' } satisfies StoredPhoto);
      } else if (answer.kind === 'problem' && judge(answer.status) === 'attention') {
        await this.parts.store.putPhoto({ ...photo, state: 'attention', problem: answer.problem });
      } else {
        return this.stop(answer, []);
      }
      this.parts.changed([scan]);
    }
    return true;
  }

  /** Asks what became of scans that the server had not decided. */
  private async poll(): Promise<void> {
    const due = (await this.parts.store.scansIn('received', 50)).filter((scan) => (scan.poll_at ?? 0) <= this.parts.now()).slice(0, pollsAtOnce);
    for (const scan of due) {
      const id = scan.ack?.scan_id;
      const answer = id === undefined ? null : await this.parts.api.ask<{ ack: Ack }>(`/api/v1/scans/${encodeURIComponent(id)}`, { headers: { Prefer: 'wait=5' } });
      const ack = answer?.kind === 'ok' ? answer.body.ack : undefined;
      const now = this.parts.now();
      const after = await this.parts.store.changeScan(seqOf(scan), (current) => (current.state === 'received' ? asked(current, ack, now) : null));
      this.parts.changed(after ? [after] : []);
    }
  }
}

function seqOf(scan: StoredScan): number {
  if (scan.seq === undefined) throw new Error('A scan without its number was never stored.');
  return scan.seq;
}
