import type { Problem } from './scan.ts';

/** What came of a request: `foreign` is an answer that is not Scanward's, such as a hotel's sign-in page or a proxy's error. */
export type Answer<T> =
  | { kind: 'ok'; status: number; body: T; etag: string | null }
  | { kind: 'problem'; status: number; problem: Problem; retryAfterMs: number | null }
  | { kind: 'foreign'; status: number; retryAfterMs: number | null }
  | { kind: 'unreachable'; detail: string };

export interface Ask {
  method?: 'GET' | 'POST' | 'PATCH';
  json?: unknown;
  body?: Blob;
  headers?: Record<string, string>;
  /** Give up after so long; a scan's own request may take a while behind a slow link. */
  timeoutMs?: number;
}

export type Fetch = (address: string, init: RequestInit) => Promise<Response>;

/** Asks the server, under this phone's key. Knows nothing of what is asked. */
export class Api {
  /** How far the server's clock is ahead of this phone's, as the last answer showed. */
  clockAheadMs: number | null = null;
  /** Called when the clocks turn out to be apart, or together again. */
  onClock: (() => void) | null = null;

  /** Further apart than a person would set a watch. */
  get clockWrong(): boolean {
    return this.clockAheadMs !== null && Math.abs(this.clockAheadMs) > 120_000;
  }

  constructor(
    private readonly key: () => string | null,
    private readonly fetching: Fetch = (address, init) => fetch(address, init),
    private readonly now: () => number = () => Date.now(),
  ) {}

  async ask<T>(path: string, ask: Ask = {}): Promise<Answer<T>> {
    const headers: Record<string, string> = { Accept: 'application/json', ...ask.headers };
    const key = this.key();
    // Only the API takes keys; pages with a session take cookies, and never see the key.
    if (key !== null && path.startsWith('/api/')) headers['Authorization'] = `Bearer ${key}`;
    if (ask.json !== undefined) headers['Content-Type'] = 'application/json';
    const asked = this.now();
    let response: Response;
    let text: string;
    try {
      response = await this.fetching(path, {
        method: ask.method ?? 'GET',
        headers,
        body: ask.json !== undefined ? JSON.stringify(ask.json) : (ask.body ?? null),
        credentials: path.startsWith('/api/') ? 'omit' : 'same-origin',
        cache: 'no-store',
        redirect: 'error',
        signal: timeout(ask.timeoutMs ?? 30_000),
      });
      text = await response.text();
    } catch (fault) {
      // fetch says every failure of the network with a TypeError, and the time-out with a DOMException.
      if (fault instanceof TypeError || fault instanceof DOMException) return { kind: 'unreachable', detail: fault.message };
      throw fault;
    }
    this.noteClock(response, asked);
    return read<T>(response, text);
  }

  private noteClock(response: Response, asked: number): void {
    const date = Date.parse(response.headers.get('Date') ?? '');
    const took = this.now() - asked;
    // The header has whole seconds, and says when the answer began.
    if (Number.isNaN(date) || took >= 10_000) return;
    const before = this.clockWrong;
    this.clockAheadMs = date + 500 - (asked + took / 2);
    if (before !== this.clockWrong) this.onClock?.();
  }
}

function read<T>(response: Response, text: string): Answer<T> {
  const { status } = response;
  const retryAfterMs = retryAfter(response.headers.get('Retry-After'));
  const type = response.headers.get('Content-Type') ?? '';
  const json = /[/+]json\b/.test(type) ? parsed(text) : undefined;
  if (response.ok) {
    if (json === undefined && text !== '') return { kind: 'foreign', status, retryAfterMs };
    return { kind: 'ok', status, body: json as T, etag: response.headers.get('ETag') };
  }
  const problem = typeof json === 'object' && json !== null && typeof (json as Problem).code === 'string' ? (json as Problem) : null;
  if (problem) return { kind: 'problem', status, problem, retryAfterMs };
  // A page instead of a problem is somebody else's answer. Without any content the status alone has to do.
  if (text !== '' && json === undefined) return { kind: 'foreign', status, retryAfterMs };
  return { kind: 'problem', status, problem: { code: `http_${status}`, status }, retryAfterMs };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}

/** Retry-After in seconds or as a date; never more than an hour, so that a wrong clock somewhere stops nobody for days. */
export function retryAfter(header: string | null, now = Date.now()): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 0), 3600) * 1000;
}

function timeout(ms: number): AbortSignal {
  if ('timeout' in AbortSignal) return AbortSignal.timeout(ms);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms);
  return (controller as AbortController).signal;
}
