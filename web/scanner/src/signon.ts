import type { Answer, Api } from './api.ts';
import { appVersion, hardware } from './device.ts';
import type { Problem } from './scan.ts';
import type { Store } from './store.ts';

export interface Firmware {
  state: 'ok' | 'warn' | 'refuse_new';
  minimum?: string;
  refuse_from?: string;
  detail?: string;
}

/** How this phone is signed on. The key never leaves it but in requests to the API. */
export interface SignOn {
  key: string;
  state: 'active' | 'awaiting_approval' | 'refused' | 'revoked';
  confirm?: string;
  device_id?: string;
  name?: string;
  site: string;
  site_name?: string;
  time_zone?: string;
  location_required?: boolean;
  operator_id?: string;
  operator_name?: string;
  firmware?: Firmware;
  /** When this phone got its key, to renew it in time. */
  key_since?: number;
  /** Signed on with a key typed by hand, which belongs to no enrolled phone. */
  trial?: boolean;
}

interface Self {
  device_id: string;
  state: SignOn['state'];
  confirm?: string | null;
  site: string;
  site_name?: string | null;
  name?: string | null;
  operator_id?: string | null;
  operator_name?: string | null;
  firmware?: Firmware | null;
}

interface Session {
  person: { id: string; name: string; operator_id?: string | null };
  roles: { site: string; role: string }[];
  csrf: string;
}

export type SignOnResult = { ok: true; signOn: SignOn } | { ok: false; problem: Problem | 'unreachable' | 'foreign' };

const place = 'sign_on';

export function loadSignOn(store: Store): Promise<SignOn | undefined> {
  return store.value<SignOn>(place);
}

export function saveSignOn(store: Store, signOn: SignOn): Promise<void> {
  return store.setValue(place, signOn);
}

/** Forgets the key. What was scanned stays. */
export function forgetSignOn(store: Store): Promise<void> {
  return store.deleteValue(place);
}

/** Tells the server that labels' links lead to the scanner on this phone. It opens nothing, and lives a year or until the phone is signed off. */
export function deviceCookie(hasKey: boolean, secure: boolean): string {
  return `scanward-device=${hasKey ? '1' : ''}; path=/; max-age=${hasKey ? 31_536_000 : 0}; samesite=lax${secure ? '; secure' : ''}`;
}

/** The code of an enrolment QR, whether it is the whole address or the code alone. */
export function enrolmentCode(text: string): string | null {
  const code = /[#&]enrol=([^&\s]+)/i.exec(text.trim())?.[1];
  return code === undefined ? null : decodeURIComponent(code);
}

/** Claims this phone's place with a one-time code. Until a second person approves, its key opens nothing. */
export async function claim(api: Api, code: string, name: string): Promise<SignOnResult> {
  const about = await hardware();
  const answer = await api.ask<{ device_id: string; key: string; confirm: string }>('/api/v1/devices/claim', {
    method: 'POST', json: { code, name, model: about.model || about.platform, platform: about.platform, app_version: appVersion, ...(about.firmware ? { firmware: about.firmware } : {}) },
  });
  if (answer.kind !== 'ok') return failed(answer);
  return { ok: true, signOn: { key: answer.body.key, state: 'awaiting_approval', confirm: answer.body.confirm, device_id: answer.body.device_id, name, site: '' } };
}

/** A person who is signed in makes this phone hers. Null where nobody is signed in. */
export async function bySession(api: Api, name: string): Promise<SignOnResult | null> {
  const session = await api.ask<Session>('/session');
  if (session.kind !== 'ok' || typeof session.body?.csrf !== 'string') return null;
  const about = await hardware();
  const answer = await api.ask<{ device_id: string; key: string; site: string; operator_id?: string | null }>('/session/device', {
    method: 'POST', headers: { 'X-CSRF-TOKEN': session.body.csrf },
    json: { name, model: about.model || about.platform, platform: about.platform, app_version: appVersion },
  });
  if (answer.kind === 'problem' && answer.problem.code === 'site_required') return { ok: false, problem: { code: 'site_not_chosen' } };
  if (answer.kind !== 'ok') return failed(answer);
  const { person } = session.body;
  const operator = answer.body.operator_id ?? person.operator_id;
  return {
    ok: true,
    signOn: {
      key: answer.body.key, state: 'active', device_id: answer.body.device_id, name, site: answer.body.site,
      ...(operator ? { operator_id: operator, operator_name: person.name } : {}),
    },
  };
}

/** Whether a key typed by hand opens anything, and of which site. */
export async function byKey(key: string, askWith: (key: string) => Api): Promise<SignOnResult> {
  const api = askWith(key);
  const sites = await api.ask<{ items: { id: string }[] }>('/api/v1/sites');
  if (sites.kind !== 'ok') return failed(sites);
  const site = sites.body.items[0];
  if (!site) return { ok: false, problem: { code: 'site_required' } };
  return { ok: true, signOn: await withSite(api, { key, state: 'active', site: site.id, trial: true }) };
}

/** Asks the server how this phone stands. The sign-on as it is now, or null where it said nothing about it. */
export async function refresh(api: Api, signOn: SignOn, report?: Record<string, unknown>): Promise<{ signOn: SignOn; refused: boolean } | null> {
  const answer = report
    ? await api.ask<Self>('/api/v1/devices/self/report', { method: 'POST', json: report })
    : await api.ask<Self>('/api/v1/devices/self');
  if (answer.kind === 'problem' && answer.status === 401) return { signOn, refused: true };
  if (answer.kind !== 'ok' || typeof answer.body?.state !== 'string') return null;
  const self = answer.body;
  const { confirm: _old, ...kept } = signOn;
  const now: SignOn = {
    ...kept, state: self.state, device_id: self.device_id, site: self.site,
    ...(self.confirm ? { confirm: self.confirm } : {}),
    ...(self.site_name ? { site_name: self.site_name } : {}),
    ...(self.name ? { name: self.name } : {}),
    // Whose phone it is, the office says; where it says nothing, whoever holds it has chosen.
    ...(self.operator_id ? { operator_id: self.operator_id } : {}),
    ...(self.operator_name ? { operator_name: self.operator_name } : {}),
    ...(self.firmware ? { firmware: self.firmware } : {}),
  };
  return { signOn: now, refused: false };
}

const renewAfterMs = 30 * 24 * 3_600_000;

/** A new key once this one is a month old. The old one goes on for a while, so that a phone that loses the answer is not locked out. Null where it is not time, or did not work. */
export async function renewed(api: Api, signOn: SignOn, now: number): Promise<SignOn | null> {
  if (signOn.key_since === undefined) return { ...signOn, key_since: now };
  if (now - signOn.key_since < renewAfterMs) return null;
  const answer = await api.ask<{ key: string }>('/api/v1/devices/self/rotate', { method: 'POST', json: {} });
  return answer.kind === 'ok' && typeof answer.body?.key === 'string' ? { ...signOn, key: answer.body.key, key_since: now } : null;
}

/** The site's name, its time zone, and whether scans have to say where they were made. */
export async function withSite(api: Api, signOn: SignOn): Promise<SignOn> {
  const answer = await api.ask<{ name: string; time_zone?: string; geolocation?: string }>(`/api/v1/sites/${encodeURIComponent(signOn.site)}`);
  if (answer.kind !== 'ok') return signOn;
  const { name, time_zone, geolocation } = answer.body;
  return { ...signOn, site_name: name, ...(time_zone ? { time_zone } : {}), location_required: geolocation === 'required' };
}

function failed(answer: Exclude<Answer<unknown>, { kind: 'ok' }>): SignOnResult {
  return { ok: false, problem: answer.kind === 'problem' ? answer.problem : answer.kind };
}
