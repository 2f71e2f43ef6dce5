import { Api } from './api.ts';
import { findAsset, syncSite, type Technician } from './assets.ts';
import { deviceReport } from './device.ts';
import { Feedback } from './feedback.ts';
import { exclusivelyByWebLock, Flusher } from './flusher.ts';
import { Gate } from './gate.ts';
import { newKey, type StoredScan } from './scan.ts';
import { applySettings, loadSettings, type Settings } from './settings.ts';
import { enrolmentCode, forgetSignOn, loadSignOn, refresh, renewed, saveSignOn, withSite, type SignOn } from './signon.ts';
import { whyNotStored, type Counts, type NotStored, type Store } from './store.ts';
import { language, preferredLanguage, useLanguage } from './words.ts';

export type Route =
  | { view: 'start'; message?: string; signedIn?: boolean }
  | { view: 'home' | 'scan' | 'type' | 'queue' | 'settings' | 'who' | 'keyEntry' | 'enrolScan' | 'work' }
  | { view: 'capture' | 'answer' | 'trouble'; seq: number };

/** What happened to a tag that was read. */
export type ReadOutcome =
  | { kind: 'draft'; seq: number }
  | { kind: 'saved'; seq: number }
  | { kind: 'enrolment'; code: string }
  | { kind: 'notSaved'; why: NotStored }
  | { kind: 'refused'; why: 'signedOff' | 'firmware' | 'noOperator' | 'again' | 'tooLong' | 'empty' };

export interface Reading {
  text: string;
  symbology?: string;
  source: StoredScan['source'];
}

const tickMs = 15_000;
const reportMs = 5 * 60_000;
const longestTag = 2048;

/** What all views share: this phone's state, and the acts that change it. Views listen; the app knows none of them. */
export class App {
  readonly api = new Api(() => this.signOn?.key ?? null);
  readonly feedback: Feedback;
  readonly flusher: Flusher;
  readonly host = location.host;
  settings: Settings;
  signOn: SignOn | undefined;
  counts: Counts = { draft: 0, saved: 0, received: 0, routed: 0, quarantined: 0, attention: 0 };
  technicians: Technician[] = [];
  partNames: Record<string, string> = {};
  /** A tag that waits for somebody to say who scans. */
  waitingRead: Reading | null = null;
  go: (route: Route) => void = () => {};
  private readonly listeners = new Set<(scans: readonly StoredScan[]) => void>();
  private readonly gate = new Gate();
  private readonly otherTabs = typeof BroadcastChannel === 'function' ? new BroadcastChannel('scanward') : null;
  private reportedAt = 0;
  private position: GeolocationPosition | null = null;
  private watch: number | null = null;

  private constructor(readonly store: Store, settings: Settings, signOn: SignOn | undefined) {
    this.settings = settings;
    this.signOn = signOn;
    this.feedback = new Feedback(() => this.settings);
    this.flusher = new Flusher({
      store,
      api: this.api,
      exclusively: exclusivelyByWebLock(navigator.locks),
      now: () => Date.now(),
      device: () => deviceReport(this.signOn?.device_id),
      site: () => this.signOn?.site ?? '',
      changed: (scans) => void this.changed(scans),
    });
    if (this.otherTabs) this.otherTabs.onmessage = () => void this.recount([]);
  }

  static async begin(store: Store): Promise<App> {
    const app = new App(store, await loadSettings(store), await loadSignOn(store));
    app.dress();
    await app.loadNames();
    app.counts = await store.counts();
    return app;
  }

  /** The triggers of the flusher: the start, the network, the page being seen, and the clock. */
  run(): void {
    addEventListener('online', () => void this.flush(true));
    addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.flush(true);
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => applySettings(this.settings));
    setInterval(() => void this.flush(false), tickMs);
    if (this.signOn) void navigator.storage?.persist?.();
    void this.catchUp();
  }

  private async catchUp(): Promise<void> {
    await this.flush(true);
    if (this.signOn?.state === 'active') await this.sync();
  }

  dress(): void {
    useLanguage(this.settings.language ?? preferredLanguage(navigator.languages));
    document.documentElement.lang = language();
    applySettings(this.settings);
    this.watchPosition();
  }

  async setSettings(change: Partial<Settings>): Promise<void> {
    this.settings = { ...this.settings, ...change };
    this.dress();
    await this.store.setValue('settings', this.settings);
  }

  listen(listener: (scans: readonly StoredScan[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async changed(scans: readonly StoredScan[]): Promise<void> {
    this.otherTabs?.postMessage('changed');
    const { signOn } = this;
    if (signOn?.state === 'active' && scans.some((scan) => scan.state === 'quarantined' && scan.site === signOn.site && scan.settled_at !== undefined && Date.now() - scan.settled_at < 60_000)) {
      // That is how the server says that this phone's access has ended. What is left waits until it is signed on again.
      this.signOn = { ...signOn, state: 'revoked' };
      await saveSignOn(this.store, this.signOn);
    }
    await this.recount(scans);
  }

  private async recount(scans: readonly StoredScan[]): Promise<void> {
    this.counts = await this.store.counts();
    for (const listener of this.listeners) listener(scans);
  }

  /** Sends what waits; then tells the server how this phone is. */
  async flush(urgent: boolean): Promise<void> {
    if (this.signOn?.state !== 'active') return;
    // A phone that knows that it has no network tries only now and then: it may be wrong.
    await this.flusher.flush(urgent && navigator.onLine);
    const now = Date.now();
    if (!this.signOn.trial && this.flusher.state.kind !== 'waiting' && now - this.reportedAt >= (urgent ? 30_000 : reportMs)) {
      this.reportedAt = now;
      await this.report();
    }
  }

  private async report(): Promise<void> {
    if (!this.signOn) return;
    const oldest = await this.store.oldestSaved();
    const { id: _id, ...device } = await deviceReport(undefined);
    await this.refreshSignOn({ ...device, pending: this.counts.saved, ...(oldest ? { oldest_pending_at: oldest.scan_timestamp } : {}) });
  }

  /** Asks how this phone stands; a refusal of its key stops the flusher until it is signed on again. */
  async refreshSignOn(report?: Record<string, unknown>): Promise<void> {
    const before = this.signOn;
    if (!before) return;
    const after = await refresh(this.api, before, report);
    if (!after || this.signOn?.key !== before.key) return;
    if (after.refused) this.signOn = { ...before, state: before.state === 'awaiting_approval' ? 'refused' : 'revoked' };
    else this.signOn = (after.signOn.state === 'active' && (await renewed(this.api, after.signOn, Date.now()))) || after.signOn;
    await saveSignOn(this.store, this.signOn);
    await this.recount([]);
  }

  async signOnWith(signOn: SignOn): Promise<void> {
    this.signOn = signOn.state === 'active' ? await withSite(new Api(() => signOn.key), signOn) : signOn;
    await saveSignOn(this.store, this.signOn);
    await navigator.storage?.persist?.();
    await this.recount([]);
    if (this.signOn.state === 'active') {
      void this.flusher.resume();
      void this.sync();
    }
  }

  /** Takes this phone's key away from it. What it has not sent stays, and is sent when it is signed on again. */
  async signOff(): Promise<void> {
    await forgetSignOn(this.store);
    this.signOn = undefined;
    await this.recount([]);
  }

  /** The site's copy for use without network. */
  async sync(force = false): Promise<void> {
    if (!this.signOn?.site) return;
    await syncSite(this.api, this.store, this.signOn.site, Date.now(), this.host, force);
    await this.loadNames();
    await this.recount([]);
  }

  private async loadNames(): Promise<void> {
    this.technicians = (await this.store.value<Technician[]>('technicians')) ?? [];
    this.partNames = (await this.store.value<Record<string, string>>('part_names')) ?? {};
  }

  async setOperator(operator_id: string, operator_name?: string): Promise<void> {
    if (!this.signOn) return;
    const { operator_name: _old, ...rest } = this.signOn;
    this.signOn = { ...rest, operator_id, ...(operator_name ? { operator_name } : {}) };
    await saveSignOn(this.store, this.signOn);
  }

  /**
   * Takes a tag that was read. It is on this phone's disk, under its key, before anything sounds; where it could not be written the answer says so and nothing
   * claims otherwise.
   */
  async read(reading: Reading): Promise<ReadOutcome> {
    const code = enrolmentCode(reading.text);
    if (code !== null) return { kind: 'enrolment', code };
    const { signOn } = this;
    if (signOn?.state !== 'active') return { kind: 'refused', why: 'signedOff' };
    if (reading.text.trim() === '') return { kind: 'refused', why: 'empty' };
    if (reading.text.length > longestTag) return { kind: 'refused', why: 'tooLong' };
    if (signOn.firmware?.state === 'refuse_new') return { kind: 'refused', why: 'firmware' };
    if (!signOn.operator_id) {
      this.waitingRead = reading;
      return { kind: 'refused', why: 'noOperator' };
    }
    // The camera has a gate of its own; a trigger pulled twice comes this way.
    if (reading.source === 'wedge' && this.gate.see([{ text: reading.text, symbology: '', linear: false }], Date.now()).length === 0) return { kind: 'refused', why: 'again' };
    const at = new Date();
    const asset = await findAsset(this.store, reading.text, reading.symbology, this.host);
    const rounds = this.settings.rounds;
    const geolocation = this.here();
    const scan: StoredScan = {
      key: newKey(), site: signOn.site, state: rounds ? 'saved' : 'draft', tag: reading.text, source: reading.source, scan_timestamp: at.toISOString(),
      operator_id: signOn.operator_id, scan_type: this.settings.scanType, attempts: 0,
      ...(reading.symbology ? { symbology: reading.symbology } : {}),
      ...(asset ? { asset: { asset_id: asset.asset_id, name: asset.name, ...(asset.location ? { location: asset.location } : {}) } } : {}),
      ...(geolocation ? { geolocation } : {}),
    };
    let stored: StoredScan;
    try {
      stored = await this.store.addScan(scan);
    } catch (fault) {
      return { kind: 'notSaved', why: whyNotStored(fault) };
    }
    void this.changed([stored]);
    const seq = stored.seq as number;
    if (!rounds) return { kind: 'draft', seq };
    void this.flush(true);
    return { kind: 'saved', seq };
  }

  /** A person said what it is about, or mended what was refused: from now on it is sent. */
  async confirm(seq: number, edit: (scan: StoredScan) => StoredScan): Promise<NotStored | null> {
    const geolocation = this.here();
    try {
      const stored = await this.store.changeScan(seq, (scan) =>
        scan.state === 'draft' || scan.state === 'attention' ? { ...(geolocation ? { geolocation } : {}), ...edit(scan), state: 'saved' } : null);
      void this.changed(stored ? [stored] : []);
    } catch (fault) {
      return whyNotStored(fault);
    }
    void this.flush(true);
    return null;
  }

  async discardDraft(seq: number): Promise<void> {
    await this.store.deleteDraft(seq);
    await this.changed([]);
  }

  /** Where this phone is, where that is wanted and was told within the last two minutes. */
  private here(): [number, number] | null {
    if (!this.position || Date.now() - this.position.timestamp > 120_000) return null;
    const { latitude, longitude } = this.position.coords;
    return [Math.round(latitude * 1e6) / 1e6, Math.round(longitude * 1e6) / 1e6];
  }

  private watchPosition(): void {
    const wanted = this.settings.location || this.signOn?.location_required === true;
    if (wanted && this.watch === null && 'geolocation' in navigator) {
      this.watch = navigator.geolocation.watchPosition((position) => {
        this.position = position;
      }, () => {
        this.position = null;
      }, { enableHighAccuracy: true, maximumAge: 30_000, timeout: 20_000 });
    } else if (!wanted && this.watch !== null) {
      navigator.geolocation.clearWatch(this.watch);
      this.watch = null;
      this.position = null;
    }
  }
}
