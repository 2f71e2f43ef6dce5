import { Api } from './api.ts';
import { findAsset, inShort, syncSite, type Technician } from './assets.ts';
import { deviceReport } from './device.ts';
import { exclusivelyByWebLock } from './exclusively.ts';
import { Feedback } from './feedback.ts';
import { Flusher } from './flusher.ts';
import { Gate } from './gate.ts';
import { Position } from './position.ts';
import { newKey, type ScanState, type StoredScan } from './scan.ts';
import { applySettings, loadSettings, type Settings } from './settings.ts';
import { deviceCookie, enrolmentCode, forgetSignOn, loadSignOn, refresh, renewed, saveSignOn, withSite, type SignOn } from './signon.ts';
import { whyNotStored, type Counts, type NotStored, type Store } from './store.ts';
import { language, preferredLanguage, useLanguage } from './words.ts';

export type Route =
  | { view: 'start'; message?: string; signedIn?: boolean }
  | { view: 'home' | 'scan' | 'type' | 'queue' | 'settings' | 'who' | 'keyEntry' | 'enrolScan' | 'work' }
  | { view: 'capture' | 'answer' | 'trouble' | 'chooseAsset'; seq: number };

/** What happened to a tag that was read. */
export type ReadOutcome =
  | { kind: 'draft'; seq: number }
  /** A draft that nobody can finish until this phone is signed on, or somebody says who scans. */
  | { kind: 'waits'; seq: number }
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
/** By when a phone has drawn the screen that says that the scan is saved. */
const afterShownMs = 50;

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
  private readonly position = new Position();

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
    app.leadLinksHere();
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
    this.position.want(this.settings.location || this.signOn?.location_required === true);
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
      await this.stand({ ...signOn, state: 'revoked' });
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
    if (after.refused) await this.stand({ ...before, state: before.state === 'awaiting_approval' ? 'refused' : 'revoked' });
    else await this.stand((after.signOn.state === 'active' && (await renewed(this.api, after.signOn, Date.now()))) || after.signOn);
    await this.recount([]);
  }

  async signOnWith(signOn: SignOn): Promise<void> {
    await this.stand(signOn.state === 'active' ? await withSite(new Api(() => signOn.key), signOn) : signOn);
    await navigator.storage?.persist?.();
    await this.recount([]);
    if (signOn.state === 'active') {
      void this.flusher.resume();
      void this.sync();
    }
  }

  /** Takes this phone's key away from it. What it has not sent stays, and is sent when it is signed on again. */
  async signOff(): Promise<void> {
    await this.stand(undefined);
    await this.recount([]);
  }

  private async stand(signOn: SignOn | undefined): Promise<void> {
    this.signOn = signOn;
    await (signOn ? saveSignOn(this.store, signOn) : forgetSignOn(this.store));
    this.leadLinksHere();
  }

  /** As long as this phone has a key, labels that its own camera app reads open here. */
  private leadLinksHere(): void {
    document.cookie = deviceCookie(this.signOn !== undefined, location.protocol === 'https:');
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
    await this.stand({ ...rest, operator_id, ...(operator_name ? { operator_name } : {}) });
  }

  /**
   * Takes a tag that was read. It is on this phone's disk, under its key, before anything sounds; where it could not be written the answer says so and nothing
   * claims otherwise.
   */
  async read(reading: Reading): Promise<ReadOutcome> {
    const code = enrolmentCode(reading.text);
    if (code !== null) return { kind: 'enrolment', code };
    if (reading.text.trim() === '') return { kind: 'refused', why: 'empty' };
    if (reading.text.length > longestTag) return { kind: 'refused', why: 'tooLong' };
    const { signOn } = this;
    // A link was opened with the label gone by: what it brings is kept, others can be read again.
    if (reading.source === 'link' && !(signOn?.state === 'active' && signOn.operator_id)) return this.letWait(reading);
    if (signOn?.state !== 'active') return { kind: 'refused', why: 'signedOff' };
    if (signOn.firmware?.state === 'refuse_new') return { kind: 'refused', why: 'firmware' };
    if (!signOn.operator_id) {
      this.waitingRead = reading;
      return { kind: 'refused', why: 'noOperator' };
    }
    // The camera has a gate of its own; a trigger pulled twice comes this way.
    if (reading.source === 'wedge' && this.gate.see([{ text: reading.text, symbology: '', linear: false }], Date.now()).length === 0) return { kind: 'refused', why: 'again' };
    const stored = await this.keep(reading, this.settings.rounds ? 'saved' : 'draft');
    if ('kind' in stored) return { kind: 'notSaved', why: stored };
    void this.changed([stored]);
    const seq = stored.seq as number;
    if (stored.state === 'draft') return { kind: 'draft', seq };
    void this.flush(true);
    return { kind: 'saved', seq };
  }

  private async letWait(reading: Reading): Promise<ReadOutcome> {
    const before = (await this.store.scansIn('draft', 100)).find(({ source, tag }) => source === 'link' && tag === reading.text);
    const stored = before ?? (await this.keep(reading, 'draft'));
    if ('kind' in stored) return { kind: 'notSaved', why: stored };
    await this.changed([stored]);
    return { kind: 'waits', seq: stored.seq as number };
  }

  private async keep(reading: Reading, state: ScanState): Promise<StoredScan | NotStored> {
    const asset = await findAsset(this.store, reading.text, reading.symbology, this.host);
    const geolocation = this.position.here(Date.now());
    const scan: StoredScan = {
      key: newKey(), site: this.signOn?.site ?? '', state, tag: reading.text, source: reading.source, scan_timestamp: new Date().toISOString(),
      operator_id: this.signOn?.operator_id ?? '', scan_type: this.settings.scanType, attempts: 0,
      ...(reading.symbology ? { symbology: reading.symbology } : {}),
      ...(asset ? { asset: inShort(asset) } : {}),
      ...(geolocation ? { geolocation } : {}),
    };
    try {
      return await this.store.addScan(scan);
    } catch (fault) {
      return whyNotStored(fault);
    }
  }

  /** A person said what it is about, or mended what was refused: from now on it is sent. */
  async confirm(seq: number, edit: (scan: StoredScan) => StoredScan): Promise<NotStored | null> {
    const geolocation = this.position.here(Date.now());
    const { site = '', operator_id = '' } = this.signOn ?? {};
    try {
      const stored = await this.store.changeScan(seq, (scan) => {
        if (scan.state !== 'draft' && scan.state !== 'attention') return null;
        // What was read before this phone was signed on belongs to whoever finishes it.
        const whose = { site: scan.site || site, operator_id: scan.operator_id || operator_id };
        return { ...(geolocation ? { geolocation } : {}), ...edit({ ...scan, ...whose }), state: 'saved' };
      });
      // Saved is shown first; what tells others of it, and sends it, comes after that.
      setTimeout(() => {
        void this.changed(stored ? [stored] : []);
        void this.flush(true);
      }, afterShownMs);
    } catch (fault) {
      return whyNotStored(fault);
    }
    return null;
  }

  async discardDraft(seq: number): Promise<void> {
    await this.store.deleteDraft(seq);
    await this.changed([]);
  }
}
