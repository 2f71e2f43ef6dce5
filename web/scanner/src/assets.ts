import type { Api } from './api.ts';
import type { CachedAsset, StoredScan } from './scan.ts';
import type { Store } from './store.ts';
import { lookupKeys } from './tag.ts';

interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Technician {
  id: string;
  name: string;
  crew?: string;
}

/** What is known on this phone of its site, and since when. */
export interface SiteCopy {
  site: string;
  at: number;
  assets: number;
  /** The site has more assets than are kept on a phone. */
  cut: boolean;
}

const pageSize = 500;
/** More than any one site; so that a mistake fills no phone. */
export const mostAssets = 20_000;
const freshMs = 12 * 3_600_000;

/** Copies the site's assets, part names and technicians onto this phone, where the copy is older than half a day or of another site. */
export async function syncSite(api: Pick<Api, 'ask'>, store: Store, site: string, now: number, ownHost: string, force = false): Promise<SiteCopy | null> {
  const copy = await store.value<SiteCopy>('site_copy');
  if (!force && copy && copy.site === site && now - copy.at < freshMs) return copy;
  let cursor: string | null = null;
  let count = 0;
  do {
    const page: Page<CachedAsset> | null = await pageOf<CachedAsset>(api, '/api/v1/assets?state=in_use', cursor);
    if (!page) return null;
    await store.putAssets(page.items.map((asset) => ({
      asset_id: asset.asset_id,
      name: asset.name,
      ...(asset.class !== undefined && { class: asset.class }),
      ...(asset.criticality !== undefined && { criticality: asset.criticality }),
      location: asset.location ?? null,
      next_pm_date: asset.next_pm_date ?? null,
      failure_modes: asset.failure_modes ?? [],
      tags: asset.tags ?? [],
      keys: keysOf(asset.asset_id, asset.tags ?? [], ownHost),
      run: now,
    })));
    count += page.items.length;
    cursor = page.next;
  } while (cursor !== null && count < mostAssets);
  await store.dropAssetsBefore(now);
  await syncNames(api, store);
  const made: SiteCopy = { site, at: now, assets: count, cut: cursor !== null };
  await store.setValue('site_copy', made);
  return made;
}

function keysOf(assetId: string, tags: readonly string[], ownHost: string): string[] {
  const keys = tags.flatMap((tag) => {
    const all = lookupKeys(tag, undefined, ownHost);
    // The key that names it best, and its text as it is written.
    return [all[0] as string, all[all.length - 1] as string];
  });
  return [...new Set([...keys, `text:${assetId}`])];
}

async function syncNames(api: Pick<Api, 'ask'>, store: Store): Promise<void> {
  const parts = await all<{ part: string; name: string }>(api, '/api/v1/parts', 5000);
  if (parts) await store.setValue('part_names', Object.fromEntries(parts.map(({ part, name }) => [part, name])));
  const technicians = await all<Technician>(api, '/api/v1/technicians', 2000);
  if (technicians) await store.setValue('technicians', technicians.map(({ id, name, crew }) => ({ id, name, crew })));
}

async function all<T>(api: Pick<Api, 'ask'>, path: string, most: number): Promise<T[] | null> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> | null = await pageOf<T>(api, path, cursor);
    if (!page) return null;
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null && items.length < most);
  return items;
}

async function pageOf<T>(api: Pick<Api, 'ask'>, path: string, cursor: string | null): Promise<Page<T> | null> {
  const query = `limit=${pageSize}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
  const answer = await api.ask<Page<T>>(`${path}${path.includes('?') ? '&' : '?'}${query}`);
  return answer.kind === 'ok' && Array.isArray(answer.body?.items) ? answer.body : null;
}

/** The asset that a tag belongs to, as far as this phone knows. */
export function findAsset(store: Store, raw: string, symbology: string | undefined, ownHost: string): Promise<CachedAsset | undefined> {
  return store.assetByKeys(lookupKeys(raw, symbology, ownHost));
}

/** The assets in whose id, name or place all words occur, by name. */
export function matchingAssets(assets: readonly CachedAsset[], text: string, most = 40): CachedAsset[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return assets
    .filter(({ asset_id, name, location }) => {
      const all = `${asset_id} ${name} ${location ?? ''}`.toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .sort((a, b) => a.name.localeCompare(b.name))
    .slice(0, most);
}

/** An asset with one tag more. */
export function wearing(asset: CachedAsset, tag: string, ownHost: string): CachedAsset {
  const tags = [...new Set([...(asset.tags ?? []), tag])];
  return { ...asset, tags, keys: keysOf(asset.asset_id, tags, ownHost) };
}

/** What a scan keeps of its asset. */
export function inShort({ asset_id, name, location }: CachedAsset): NonNullable<StoredScan['asset']> {
  return { asset_id, name, ...(location ? { location } : {}) };
}
