import type { App } from '../app.ts';
import { matchingAssets } from '../assets.ts';
import { claimLabel } from '../claim.ts';
import { button, fill, h, icon } from '../dom.ts';
import type { CachedAsset, StoredScan } from '../scan.ts';
import type { View } from '../shell.ts';
import { visible } from '../tag.ts';
import { t } from '../words.ts';
import { tagText, whyNot } from './parts.ts';

/** On which asset a blank label is: looked for on this phone, chosen, and said once more before it counts. */
export async function chooseAssetView(app: App, seq: number): Promise<View> {
  const scan = await app.store.scan(seq);
  if (scan?.state !== 'attention') return { title: t('choose.title'), body: h('p', {}, t('answer.gone')) };
  const assets = await app.store.assets();
  let chosen: CachedAsset | null = null;
  const list = h('ul', { class: 'list' });
  const note = h('div', { id: 'claim-note', role: 'alert' });
  const search = h('input', { id: 'asset-search', type: 'search', autocomplete: 'off', autocapitalize: 'none', spellcheck: false, placeholder: t('choose.placeholder'), 'aria-label': t('choose.placeholder'), on: { input: () => draw() } });
  const foot = button('', { id: 'claim', class: 'primary', disabled: true, onClick: () => void claim(scan) });
  const draw = (): void => {
    const found = matchingAssets(assets, search.value);
    fill(list,
      ...found.map((asset) => h('li', {}, assetRow(asset, asset === chosen, () => {
        chosen = asset;
        draw();
      }))),
      found.length === 0 && h('li', { class: 'soft' }, t(assets.length === 0 ? 'choose.noAssets' : 'choose.none')));
    foot.disabled = chosen === null;
    fill(foot, icon('check', 36), h('span', {}, chosen ? t('choose.isOn', { name: chosen.name }) : t('choose.choose')));
  };
  const claim = async (refused: StoredScan): Promise<void> => {
    if (!chosen) return;
    foot.disabled = true;
    const failed = await claimLabel(app, refused, chosen, t('choose.remark', { tag: visible(refused.tag) }));
    if (failed) {
      app.feedback.give('error');
      foot.disabled = false;
      return fill(note, h('p', { class: 'notice notice-failed' }, icon('alert'), h('span', {}, whyNot(failed))));
    }
    app.feedback.give('saved');
    void app.flush(true);
    app.go({ view: 'answer', seq });
  };
  draw();
  return { title: t('choose.title'), body: h('div', { class: 'stack' }, h('p', {}, t('choose.lead'), ' ', tagText(scan.tag)), search, note, list), foot };
}

function assetRow(asset: CachedAsset, chosen: boolean, choose: () => void): HTMLElement {
  return h('button', { type: 'button', id: `asset-${asset.asset_id}`, class: 'row', 'aria-pressed': String(chosen), on: { click: choose } },
    icon(chosen ? 'check' : 'box'),
    h('span', { class: 'grow' }, h('strong', {}, asset.name), h('span', { class: 'soft' }, [asset.asset_id, asset.location].filter(Boolean).join(' · '))));
}
