/** A scan as it is kept on this phone, and what the server said of it. */

export type ScanType = 'corrective' | 'preventive' | 'inspection';
export const scanTypes: readonly ScanType[] = ['corrective', 'preventive', 'inspection'];

/**
 * Where a scan is: `draft` was read but not yet confirmed by a person; `saved` waits to be sent; `received` is with the server, which has not decided;
 * `routed` has its final answer; `quarantined` was handed in by a revoked phone; `attention` was refused and waits for a person.
 */
export type ScanState = 'draft' | 'saved' | 'received' | 'routed' | 'quarantined' | 'attention';

/** RFC 9457 problem details, as Scanward answers them. */
export interface Problem {
  code: string;
  title?: string;
  status?: number;
  detail?: string;
  errors?: { pointer?: string; code?: string; detail?: string }[];
  dead_letter_id?: string;
}

/** What the commit decided; see docs/api.md. */
export interface Ack {
  scan_id?: string;
  status: string;
  outcome?: string | null;
  priority?: number | null;
  work_order?: { id: string; number: string } | null;
  assigned?: { crew?: string | null; technician?: string | null; name?: string | null; on_call?: boolean } | null;
  response?: { acknowledge_by?: string; on_site_by?: string; done_by?: string; window_minutes?: number } | null;
  parts?: { part: string; quantity: number; state: string; eta?: string | null }[];
  repeat?: string;
  reason?: string;
  explanation?: string;
  dead_letter_id?: string;
  yours?: { work_order_id: string; state: string; revision: number; next: string; change: string };
}

export interface StoredScan {
  /** The order in which scans were read on this phone; given by the store. */
  seq?: number;
  /** The idempotency key, which lives as long as the scan. */
  key: string;
  site: string;
  state: ScanState;
  /** Exactly what was read. */
  tag: string;
  symbology?: string;
  source: 'camera' | 'wedge' | 'typed' | 'nfc' | 'link';
  scan_timestamp: string;
  operator_id: string;
  scan_type: ScanType;
  failure_mode?: string;
  note?: string;
  readings?: Record<string, number>;
  geolocation?: [number, number];
  /** Sent in place of the tag, of a blank label: the office has still to claim it. */
  asset_id?: string;
  /** What the cached assets said when it was read, or whoever claimed its label. */
  asset?: { asset_id: string; name: string; location?: string };
  attempts: number;
  ack?: Ack;
  problem?: Problem;
  /** A person has seen why it was refused and leaves it as it is. */
  kept?: boolean;
  settled_at?: number;
  /** When to ask again what became of a scan that the server is still resolving. */
  poll_at?: number;
}

export interface StoredPhoto {
  id: string;
  scan_key: string;
  state: 'saved' | 'sent' | 'attention';
  type: string;
  bytes?: ArrayBuffer;
  problem?: Problem;
}

/** An asset of the site, as far as a phone needs it. */
export interface CachedAsset {
  asset_id: string;
  name: string;
  class?: string;
  criticality?: number;
  location?: string | null;
  next_pm_date?: string | null;
  failure_modes?: string[];
  tags?: string[];
  /** What its tags are found by; see `lookupKeys`. */
  keys: string[];
  /** The run of the synchronisation that saw it last. */
  run: number;
}

export interface DeviceReport {
  id?: string;
  battery_percent?: number;
  firmware?: string;
}

/** The body of a scan as the API takes it. What there is nothing to say about is left out: the API refuses null. */
export function wireScan(scan: StoredScan, sentAt: Date, device: DeviceReport): Record<string, unknown> {
  const body: Record<string, unknown> = {
    ...(scan.asset_id ? { asset_id: scan.asset_id } : { tag: scan.tag }),
    scan_timestamp: scan.scan_timestamp,
    sent_at: sentAt.toISOString(),
    operator_id: scan.operator_id,
    scan_type: scan.scan_type,
    idempotency_key: scan.key,
  };
  if (scan.symbology && !scan.asset_id) body['symbology'] = scan.symbology;
  if (scan.failure_mode) body['failure_mode'] = scan.failure_mode;
  if (scan.note) body['note'] = scan.note;
  if (scan.readings && Object.keys(scan.readings).length > 0) body['readings'] = scan.readings;
  if (scan.geolocation) body['geolocation'] = scan.geolocation;
  if (Object.keys(device).length > 0) body['device'] = device;
  return body;
}

/** A UUID of version 4, also where the page is not served securely and `crypto.randomUUID` is missing. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
