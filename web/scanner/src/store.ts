import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { CachedAsset, ScanState, StoredPhoto, StoredScan } from './scan.ts';

interface Schema extends DBSchema {
  scans: { key: number; value: StoredScan; indexes: { by_state: [string, number]; by_key: string } };
  photos: { key: string; value: StoredPhoto; indexes: { by_state: string; by_scan: string } };
  assets: { key: string; value: CachedAsset; indexes: { by_lookup: string; by_run: number } };
  /** Settings, this phone's sign-on, and what was fetched of the site, each under its name. */
  values: { key: string; value: unknown };
}

export interface Counts {
  draft: number;
  saved: number;
  received: number;
  routed: number;
  quarantined: number;
  attention: number;
}

/** What went wrong when something could not be written. */
export type NotStored = { kind: 'full' } | { kind: 'failed'; detail: string };

const states: readonly ScanState[] = ['draft', 'saved', 'received', 'routed', 'quarantined', 'attention'];

/** Everything this phone keeps, in IndexedDB. A promise that resolves means that it is written. */
export class Store {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  static async open(name = 'scanward', onBlocked?: () => void): Promise<Store> {
    const db = await openDB<Schema>(name, 1, {
      upgrade(database) {
        const scans = database.createObjectStore('scans', { keyPath: 'seq', autoIncrement: true });
        scans.createIndex('by_state', ['state', 'seq']);
        scans.createIndex('by_key', 'key', { unique: true });
        const photos = database.createObjectStore('photos', { keyPath: 'id' });
        photos.createIndex('by_state', 'state');
        photos.createIndex('by_scan', 'scan_key');
        const assets = database.createObjectStore('assets', { keyPath: 'asset_id' });
        assets.createIndex('by_lookup', 'keys', { multiEntry: true });
        assets.createIndex('by_run', 'run');
        database.createObjectStore('values');
      },
      blocked: () => onBlocked?.(),
      // Another tab brings a newer scanner: make room for it.
      blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
    });
    return new Store(db);
  }

  close(): void {
    this.db.close();
  }

  async addScan(scan: StoredScan): Promise<StoredScan> {
    const seq = await this.db.add('scans', scan, undefined);
    return { ...scan, seq };
  }

  scan(seq: number): Promise<StoredScan | undefined> {
    return this.db.get('scans', seq);
  }

  /**
   * Changes a scan in one transaction, so that two tabs never undo each other. `change` returns the scan as it shall be, or null to leave it.
   * @returns the scan as it is now
   */
  async changeScan(seq: number, change: (scan: StoredScan) => StoredScan | null): Promise<StoredScan | undefined> {
    const tx = this.db.transaction('scans', 'readwrite');
    const before = await tx.store.get(seq);
    const after = before && change(before);
    if (after) await tx.store.put(after);
    await tx.done;
    return after ?? before;
  }

  /** Changes many in one transaction; returns those that changed, as they are now. */
  async changeScans(seqs: readonly number[], change: (scan: StoredScan, index: number) => StoredScan | null): Promise<StoredScan[]> {
    const changed: StoredScan[] = [];
    const tx = this.db.transaction('scans', 'readwrite');
    for (const [index, seq] of seqs.entries()) {
      const before = await tx.store.get(seq);
      const after = before && change(before, index);
      if (!after) continue;
      await tx.store.put(after);
      changed.push(after);
    }
    await tx.done;
    return changed;
  }

  /** The scans in a state, oldest first. */
  scansIn(state: ScanState, most: number): Promise<StoredScan[]> {
    return this.db.getAllFromIndex('scans', 'by_state', range(state), most);
  }

  /** The newest scans in any state but `draft`. */
  async newestScans(most: number): Promise<StoredScan[]> {
    const found: StoredScan[] = [];
    let cursor = await this.db.transaction('scans').store.openCursor(null, 'prev');
    while (cursor && found.length < most) {
      if (cursor.value.state !== 'draft') found.push(cursor.value);
      cursor = await cursor.continue();
    }
    return found;
  }

  async counts(): Promise<Counts> {
    const index = this.db.transaction('scans').store.index('by_state');
    const numbers = await Promise.all(states.map((state) => index.count(range(state))));
    return Object.fromEntries(states.map((state, at) => [state, numbers[at] ?? 0])) as unknown as Counts;
  }

  async oldestSaved(): Promise<StoredScan | undefined> {
    return (await this.scansIn('saved', 1))[0];
  }

  async deleteDraft(seq: number): Promise<void> {
    const tx = this.db.transaction('scans', 'readwrite');
    if ((await tx.store.get(seq))?.state === 'draft') await tx.store.delete(seq);
    await tx.done;
  }

  /**
   * Forgets the oldest scans that have their final answer, beyond so many. Never one that is not routed, and only so many at a time: a scan that is to be
   * saved waits behind it.
   */
  async pruneRouted(keep: number, most = 200): Promise<void> {
    const tx = this.db.transaction(['scans', 'photos'], 'readwrite');
    const scans = tx.objectStore('scans').index('by_state');
    const photos = tx.objectStore('photos');
    let surplus = Math.min((await scans.count(range('routed'))) - keep, most);
    let cursor = surplus > 0 ? await scans.openCursor(range('routed')) : null;
    while (cursor && surplus-- > 0) {
      const its = await photos.index('by_scan').getAll(cursor.value.key);
      // A photo still to be sent needs its scan's number.
      if (its.every((photo) => photo.state === 'sent')) {
        for (const photo of its) await photos.delete(photo.id);
        await cursor.delete();
      }
      cursor = await cursor.continue();
    }
    await tx.done;
  }

  async addPhoto(photo: StoredPhoto): Promise<void> {
    await this.db.add('photos', photo);
  }

  photosOf(scanKey: string): Promise<StoredPhoto[]> {
    return this.db.getAllFromIndex('photos', 'by_scan', scanKey);
  }

  /** The photos in a state, by name: they are large, and read one by one. */
  photoIds(state: StoredPhoto['state']): Promise<string[]> {
    return this.db.getAllKeysFromIndex('photos', 'by_state', state);
  }

  photo(id: string): Promise<StoredPhoto | undefined> {
    return this.db.get('photos', id);
  }

  async putPhoto(photo: StoredPhoto): Promise<void> {
    await this.db.put('photos', photo);
  }

  async deletePhoto(id: string): Promise<void> {
    await this.db.delete('photos', id);
  }

  scanByKey(key: string): Promise<StoredScan | undefined> {
    return this.db.getFromIndex('scans', 'by_key', key);
  }

  async putAssets(assets: readonly CachedAsset[]): Promise<void> {
    const tx = this.db.transaction('assets', 'readwrite');
    await Promise.all(assets.map((asset) => tx.store.put(asset)));
    await tx.done;
  }

  /** Forgets assets that the last whole synchronisation did not see. */
  async dropAssetsBefore(run: number): Promise<void> {
    const tx = this.db.transaction('assets', 'readwrite');
    let cursor = await tx.store.index('by_run').openCursor(IDBKeyRange.upperBound(run, true));
    while (cursor) {
      await cursor.delete();
      cursor = await cursor.continue();
    }
    await tx.done;
  }

  asset(id: string): Promise<CachedAsset | undefined> {
    return this.db.get('assets', id);
  }

  assets(): Promise<CachedAsset[]> {
    return this.db.getAll('assets');
  }

  assetCount(): Promise<number> {
    return this.db.count('assets');
  }

  /** The asset that one of the keys leads to; the first key that leads to just one counts. */
  async assetByKeys(keys: readonly string[]): Promise<CachedAsset | undefined> {
    for (const key of keys) {
      const found = await this.db.getAllFromIndex('assets', 'by_lookup', key, 2);
      if (found.length === 1) return found[0];
    }
    return undefined;
  }

  value<T>(name: string): Promise<T | undefined> {
    return this.db.get('values', name) as Promise<T | undefined>;
  }

  async setValue(name: string, value: unknown): Promise<void> {
    await this.db.put('values', value, name);
  }

  async deleteValue(name: string): Promise<void> {
    await this.db.delete('values', name);
  }
}

function range(state: ScanState): IDBKeyRange {
  return IDBKeyRange.bound([state, 0], [state, Infinity]);
}

/** Why a write failed, where it is the storage's fault; anything else is a bug and is thrown on. */
export function whyNotStored(fault: unknown): NotStored {
  if (fault instanceof DOMException || (fault instanceof Error && 'name' in fault)) {
    if (fault.name === 'QuotaExceededError') return { kind: 'full' };
    if (['AbortError', 'InvalidStateError', 'UnknownError', 'DataError', 'TransactionInactiveError', 'NotFoundError'].includes(fault.name)) {
      // A transaction that the quota ended is aborted; some browsers say so only in the text.
      return /quota|space|full/i.test(fault.message) ? { kind: 'full' } : { kind: 'failed', detail: fault.message };
    }
  }
  throw fault;
}
