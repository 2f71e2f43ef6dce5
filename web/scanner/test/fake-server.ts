import type { Answer, Ask } from '../src/api.ts';
import type { Ack } from '../src/scan.ts';

type Wire = Record<string, unknown> & { idempotency_key: string; tag: string };

/** How the next request is answered, instead of as a server that is well would. */
export type Trouble =
  | { status: number; code?: string; retryAfterMs?: number; items?: 'whole' | ((scan: Wire, index: number) => { status: number; code?: string; retry_after?: number } | null) }
  | 'unreachable' | 'foreign' | 'lostAnswer';

/** As much of Scanward as a flusher meets: batches with an answer an item, idempotency keys, and all that can go wrong. */
export class FakeServer {
  /** What was routed, in order; a repeated key is here once. */
  readonly routed: Wire[] = [];
  readonly photos: { scan: string; key: string; bytes: number }[] = [];
  readonly requests: { path: string; scans: number }[] = [];
  readonly trouble: Trouble[] = [];
  /** Tags that take so many questions until they are resolved. */
  readonly resolving = new Map<string, number>();
  /** Which asset wears a label that was printed blank; all of them begin with BLANK. */
  readonly claimed = new Map<string, string>();
  /** Whether the key in use may say so, as those of operators may. */
  mayClaim = false;
  private readonly acks = new Map<string, { body: string; status: number; ack: Ack }>();

  ask = async <T>(path: string, ask: Ask = {}): Promise<Answer<T>> => {
    await Promise.resolve();
    const json = ask.json as Wire | Wire[] | undefined;
    this.requests.push({ path, scans: Array.isArray(json) ? json.length : json ? 1 : 0 });
    if (ask.method !== 'POST') return this.read(path) as Answer<T>;
    const trouble = this.trouble.shift();
    if (trouble === 'unreachable') return { kind: 'unreachable', detail: 'Failed to fetch' };
    if (trouble === 'foreign') return { kind: 'foreign', status: 200, retryAfterMs: null };
    if (trouble && trouble !== 'lostAnswer' && trouble.items === undefined) return problem(trouble.status, trouble.code, trouble.retryAfterMs);
    const [, assetId] = /^\/api\/v1\/assets\/([^/]+)\/tags$/.exec(path) ?? [];
    if (assetId !== undefined) return this.claim(decodeURIComponent(assetId), (json as Wire).tag) as Answer<T>;
    if (path.endsWith('/photos')) {
      this.photos.push({ scan: path.split('/')[4] as string, key: ask.headers?.['Idempotency-Key'] as string, bytes: ask.body?.size ?? 0 });
      return ok(201, { photo_id: 'P1' } as T);
    }
    const answers = (Array.isArray(json) ? json : [json as Wire]).map((scan, index) => {
      const told = trouble && trouble !== 'lostAnswer' && typeof trouble.items === 'function' ? trouble.items(scan, index) : null;
      if (told) return { status: told.status, problem: { code: told.code ?? `http_${told.status}` }, ...(told.retry_after !== undefined && { retry_after: told.retry_after }) };
      return this.take(scan);
    });
    if (trouble === 'lostAnswer') return { kind: 'unreachable', detail: 'Failed to fetch' };
    if (Array.isArray(json)) return ok(200, { items: answers } as T);
    const [only] = answers as [{ status: number; ack?: Ack; problem?: { code: string } }];
    return only.problem ? problem(only.status, only.problem.code) : ok(only.status, only.ack as T);
  };

  private claim(assetId: string, tag: string): Answer<unknown> {
    if (!this.mayClaim) return problem(403, 'not_permitted');
    const wearer = this.claimed.get(tag) ?? assetId;
    if (wearer !== assetId) return problem(409, 'tag_taken');
    this.claimed.set(tag, assetId);
    return ok(200, { asset_id: assetId, replayed: 1 });
  }

  private take(scan: Wire): { status: number; ack?: Ack; problem?: { code: string } } {
    const { sent_at: _sent, device: _device, ...meant } = scan;
    const before = this.acks.get(scan.idempotency_key);
    if (before) return before.body === JSON.stringify(meant) ? before : { status: 422, problem: { code: 'idempotency_key_reused' } };
    if (scan.tag?.startsWith('BLANK') && !this.claimed.has(scan.tag)) return { status: 422, problem: { code: 'tag_unclaimed' } };
    if (scan.tag?.startsWith('UNKNOWN')) return { status: 422, problem: { code: 'asset_unknown' } };
    const id = `S${this.acks.size}`;
    const resolving = this.resolving.has(scan.tag);
    const ack: Ack = { scan_id: id, status: resolving ? 'resolving' : 'routed', work_order: { id: `W${id}`, number: `WO-${this.acks.size}` } };
    this.acks.set(scan.idempotency_key, { status: resolving ? 202 : 201, ack, body: JSON.stringify(meant) });
    this.routed.push(scan);
    return { status: resolving ? 202 : 201, ack };
  }

  private read(path: string): Answer<unknown> {
    const id = path.split('/').pop() as string;
    const known = [...this.acks.values()].find(({ ack }) => ack.scan_id === id);
    if (!known) return problem(404, 'not_found');
    const tag = this.routed[[...this.acks.values()].indexOf(known)]?.tag as string;
    const left = this.resolving.get(tag) ?? 0;
    this.resolving.set(tag, left - 1);
    return ok(200, { ack: { ...known.ack, status: left > 0 ? 'resolving' : left < -90 ? 'dead_letter' : 'routed' } });
  }
}

function ok<T>(status: number, body: T): Answer<T> {
  return { kind: 'ok', status, body, etag: null };
}

function problem(status: number, code = `http_${status}`, retryAfterMs: number | null = null): Answer<never> {
  return { kind: 'problem', status, problem: { code, status }, retryAfterMs };
}
