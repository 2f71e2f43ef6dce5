import type { Answer, Api } from './api.ts';
import { inShort, wearing } from './assets.ts';
import type { CachedAsset, StoredScan } from './scan.ts';
import type { Store } from './store.ts';

export interface ClaimParts {
  store: Store;
  api: Pick<Api, 'ask'>;
  host: string;
}

const noteMost = 2000;

/**
 * A person said on which asset a blank label is, which is the asset's from now on. Where this phone's key may not claim it, because it was printed for another
 * site say, the scan is reported for the asset, with a remark for the office. Either way the scan is to be sent again, under its key.
 * @returns why nothing was changed; null where it was
 */
export async function claimLabel({ store, api, host }: ClaimParts, scan: StoredScan, asset: CachedAsset, remark: string): Promise<Exclude<Answer<unknown>, { kind: 'ok' }> | null> {
  const answer = await api.ask(`/api/v1/assets/${encodeURIComponent(asset.asset_id)}/tags`, { method: 'POST', json: { tag: scan.tag, reason: 'claimed with its first scan', ...(scan.operator_id ? { operator_id: scan.operator_id } : {}) } });
  const officeOnly = answer.kind === 'problem' && answer.problem.code === 'not_permitted';
  if (answer.kind !== 'ok' && !officeOnly) return answer;
  if (!officeOnly) await store.putAssets([wearing(asset, scan.tag, host)]);
  await store.changeScan(scan.seq as number, (now) => {
    if (now.state !== 'attention') return null;
    const { problem: _problem, kept: _kept, ...rest } = now;
    const claimed: StoredScan = { ...rest, state: 'saved', asset: inShort(asset) };
    return officeOnly ? { ...claimed, asset_id: asset.asset_id, note: withRemark(now.note, remark) } : claimed;
  });
  return null;
}

function withRemark(note: string | undefined, remark: string): string {
  if (note === undefined) return remark;
  const both = `${note}\n${remark}`;
  return both.length <= noteMost ? both : note;
}
