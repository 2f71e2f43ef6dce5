import type { App } from '../app.ts';
import { findAsset, inShort } from '../assets.ts';
import { button, fill, h, icon } from '../dom.ts';
import { photoOf, shrunk } from '../photos.ts';
import { newKey, scanTypes, type ScanType, type StoredScan } from '../scan.ts';
import type { View } from '../shell.ts';
import { whyNotStored, type NotStored } from '../store.ts';
import { t, tOr } from '../words.ts';
import { fact, tagText, typeIcons, typeName } from './parts.ts';

/** What a scan is about: one tap says what is wrong, one sends it. Everything else may be left as it is. */
export async function captureView(app: App, seq: number): Promise<View> {
  const found = await app.store.scan(seq);
  if (!found) return gone();
  const scan: StoredScan = found;
  let type: ScanType = scan.scan_type;
  let mode: string | undefined = scan.failure_mode;
  // It may have been read before the site's assets were on this phone.
  const asset = scan.asset ? await app.store.asset(scan.asset.asset_id) : await findAsset(app.store, scan.tag, scan.symbology, app.host);
  const modes = asset?.failure_modes ?? [];
  const trouble = h('div', { role: 'alert' });

  const types = h('div', { class: 'segments', role: 'group', 'aria-label': t('capture.type') });
  const faults = h('div', { class: 'stack' });
  const send = button('', { id: 'send', class: 'primary', onClick: () => void confirm() });

  const note = h('textarea', { id: 'note', rows: 3, maxLength: 2000, value: scan.note ?? '', placeholder: t('capture.notePlaceholder') });
  const [meter, reading] = Object.entries(scan.readings ?? {})[0] ?? ['', ''];
  const meterName = h('input', { id: 'meter', type: 'text', autocapitalize: 'none', autocomplete: 'off', maxLength: 64, value: meter || 'run_hours' });
  const meterValue = h('input', { id: 'reading', type: 'text', inputMode: 'decimal', autocomplete: 'off', value: String(reading), placeholder: '8123.5' });
  const tagInput = scan.state === 'attention' ? h('input', { id: 'edit-tag', type: 'text', class: 'mono', autocomplete: 'off', autocapitalize: 'none', spellcheck: false, maxLength: 2048, value: scan.tag }) : null;
  const photos = h('ul', { class: 'photos', 'aria-label': t('capture.photos') });

  const drawTypes = (): void => {
    fill(types, ...scanTypes.map((each) => button(typeName(each), {
      id: `type-${each}`, icon: typeIcons[each], class: 'segment', pressed: each === type, onClick: () => {
        type = each;
        void app.setSettings({ scanType: each });
        draw();
      },
    })));
  };
  const drawFaults = (): void => {
    fill(faults, modes.length > 0 && h('h2', { id: 'faults' }, t('capture.whatIsWrong')), modes.length > 0 && h('div', { class: 'choices', role: 'group', 'aria-labelledby': 'faults' }, ...modes.map((each) => button(tOr(`mode.${each}`, each), {
      id: `mode-${each}`, class: 'choice', pressed: each === mode, onClick: () => {
        mode = each === mode ? undefined : each;
        draw();
      },
    }))));
    faults.hidden = type !== 'corrective';
  };
  const draw = (): void => {
    drawTypes();
    drawFaults();
    const what = type === 'corrective' && mode !== undefined ? t('capture.sendMode', { mode: tOr(`mode.${mode}`, mode) }) : t(`capture.send.${type}` as 'capture.send.corrective');
    fill(send, icon('check', 36), h('span', {}, what));
  };
  const drawPhotos = async (): Promise<void> => {
    const kept = await app.store.photosOf(scan.key);
    fill(photos, ...kept.map((photo, at) => h('li', {}, icon('camera'), h('span', { class: 'grow' }, t('capture.photo', { number: at + 1 })), button('', { icon: 'minus', class: 'square', label: t('capture.removePhoto', { number: at + 1 }), onClick: () => void app.store.deletePhoto(photo.id).then(drawPhotos) }))));
  };
  const notSaved = (why: NotStored): void => {
    app.feedback.give('error');
    fill(trouble, h('div', { class: 'notice notice-failed', id: 'not-saved' }, icon('alert', 36), h('p', {}, h('strong', {}, t('capture.notSaved')), ' ', why.kind === 'full' ? t('capture.full') : t('capture.writeFailed', { detail: why.detail }))));
    trouble.scrollIntoView({ block: 'center' });
  };
  const confirm = async (): Promise<void> => {
    const value = meterValue.value.trim().replace(',', '.');
    if (value !== '' && (!Number.isFinite(Number(value)) || meterName.value.trim() === '')) {
      fill(trouble, h('p', { class: 'notice notice-failed' }, icon('alert'), t('capture.badReading')));
      return meterValue.focus();
    }
    const failed = await app.confirm(seq, (stored) => {
      const { failure_mode: _mode, note: _note, readings: _readings, kept: _kept, asset_id: chosen, ...rest } = stored;
      const tag = tagInput?.value ?? stored.tag;
      return {
        ...rest, tag, scan_type: type,
        ...(chosen !== undefined && tag === scan.tag ? { asset_id: chosen } : {}),
        ...(asset && tag === scan.tag ? { asset: inShort(asset) } : {}),
        // What another scan has used up is not used again; else the key stays, so that one scan stays one.
        ...(stored.problem?.code === 'idempotency_key_reused' ? { key: newKey() } : {}),
        ...(type === 'corrective' && mode !== undefined ? { failure_mode: mode } : {}),
        ...(note.value.trim() !== '' ? { note: note.value.trim() } : {}),
        ...(value !== '' ? { readings: { [meterName.value.trim()]: Number(value) } } : {}),
      };
    });
    if (failed) return notSaved(failed);
    app.feedback.give('saved');
    app.go({ view: 'answer', seq });
  };
  const more = h('details', { class: 'more', open: scan.note !== undefined || scan.readings !== undefined },
    h('summary', {}, icon('plus'), h('span', {}, t('capture.more'))),
    h('div', { class: 'stack' },
      h('label', { for: 'note' }, t('capture.note')), note,
      h('div', { class: 'two' },
        h('div', {}, h('label', { for: 'reading' }, t('capture.reading')), meterValue),
        h('div', {}, h('label', { for: 'meter' }, t('capture.meter')), meterName)),
    ));
  const photo = photoButton(app, () => scan, drawPhotos, notSaved, trouble);
  draw();
  void drawPhotos();
  const body = h('div', { class: 'stack' },
    h('section', { class: 'asset', 'aria-label': t('capture.asset') },
      asset ? h('p', { class: 'asset-name' }, asset.name) : h('p', { class: 'asset-name' }, tagText(scan.tag)),
      h('dl', { class: 'facts' },
        asset ? fact('pin', t('capture.where'), asset.location ?? t('capture.noWhere')) : fact('alert', t('capture.unknown'), t('capture.unknownLong')),
        asset ? fact('scan', t('capture.id'), h('span', { class: 'mono' }, asset.asset_id)) : null)),
    trouble, tagInput && h('label', { for: 'edit-tag' }, t('capture.tag')), tagInput, types, faults, photo, photos, more,
    scan.state === 'draft' ? button(t('capture.discard'), {
      id: 'discard', class: 'quiet', onClick: async () => {
        await app.discardDraft(seq);
        app.go({ view: 'home' });
      },
    }) : null);
  return { title: t('capture.title'), body, foot: send };
}

/** Takes a photo with the phone's own camera app and keeps it, made smaller, beside the scan. */
export function photoButton(app: App, scan: () => StoredScan, done: () => void, notSaved: (why: NotStored) => void, trouble: HTMLElement): HTMLElement {
  const input = h('input', {
    id: 'photo', class: 'unseen', type: 'file', accept: 'image/*', capture: 'environment', on: {
      change: async () => {
        const file = input.files?.[0];
        input.value = '';
        if (!file) return;
        const bytes = await shrunk(file);
        if (!bytes) return fill(trouble, h('p', { class: 'notice notice-failed' }, icon('alert'), t('capture.noPicture')));
        try {
          await app.store.addPhoto(photoOf(scan().key, bytes));
        } catch (fault) {
          return notSaved(whyNotStored(fault));
        }
        app.feedback.give('saved');
        done();
        void app.flush(true);
      },
    },
  });
  return h('div', {}, input, h('label', { for: 'photo', class: 'button' }, icon('camera'), h('span', {}, t('capture.addPhoto'))));
}

function gone(): View {
  return { title: t('capture.title'), body: h('p', {}, t('capture.gone')) };
}
