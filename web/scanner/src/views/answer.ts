import type { App } from '../app.ts';
import { button, chip, fill, h, icon, type IconName } from '../dom.ts';
import { relative, siteTime, zoneNote } from '../format.ts';
import type { Ack, StoredScan } from '../scan.ts';
import type { View } from '../shell.ts';
import { t, tOr } from '../words.ts';
import { photoButton } from './capture.ts';
import { fact, operatorName, problemSentence, scanChip, scanSentence, tagText, typeName, whyNot } from './parts.ts';
import { isOpen, orderCard, type WorkOrder } from './work.ts';

/** The answer in one glance: which work order, what to do, who comes, by when, with what, and why. Told truthfully while it is still on its way. */
export async function answerView(app: App, seq: number): Promise<View> {
  const state = h('section', { class: 'answer', role: 'status', 'aria-live': 'polite', 'aria-atomic': 'true' });
  const rest = h('div', { class: 'stack' });
  const orders = h('div', { class: 'stack' });
  const why = h('details', { class: 'more' });
  const trouble = h('div', { role: 'alert' });
  const photos = h('p', { class: 'soft' });
  let scan = await app.store.scan(seq);
  let order: WorkOrder | null = null;
  let cued = scan?.state !== 'saved';
  let asked = '';

  const draw = (): void => {
    if (!scan) return fill(state, h('p', {}, t('answer.gone')));
    fill(state, ...headline(scan, order), progress(scan), h('p', { class: 'sentence' }, scanSentence(scan, app.flusher.state)));
    fill(rest, facts(app, scan, order), scan.state === 'attention' && button(t('answer.toTrouble'), { id: 'to-trouble', icon: 'alert', class: 'strong', onClick: () => app.go({ view: 'trouble', seq }) }));
    why.hidden = !scan.ack?.scan_id || scan.state !== 'routed';
  };
  /** What the server knows of the work order and of the asset's other work; only when something new is known of the scan. */
  const ask = async (): Promise<void> => {
    const token = `${scan?.state}:${scan?.ack?.scan_id}`;
    // While it lies on this phone there is nothing to ask: the network, if any, is the flusher's.
    if (!scan || scan.state === 'saved' || asked === token) return;
    asked = token;
    await drawPhotos();
    const id = scan.ack?.work_order?.id;
    if (id !== undefined && scan.state === 'routed') {
      const answer = await app.api.ask<WorkOrder>(`/api/v1/work-orders/${encodeURIComponent(id)}`);
      if (answer.kind === 'ok') {
        order = answer.body;
        draw();
      }
    }
    await askOrders();
  };
  const askOrders = async (): Promise<void> => {
    const assetId = order?.asset?.asset_id ?? scan?.asset?.asset_id;
    if (assetId === undefined) return;
    const answer = await app.api.ask<{ items: WorkOrder[] }>(`/api/v1/work-orders?limit=20&asset_id=${encodeURIComponent(assetId)}`);
    if (answer.kind !== 'ok') return;
    const open = answer.body.items.filter(isOpen);
    const again = (): void => void askOrders();
    fill(orders, h('h2', {}, open.length === 0 ? t('answer.noOpenWork') : t('answer.openWork', { count: open.length })), ...open.map((each) => orderCard(app, each, again)));
  };
  const drawPhotos = async (): Promise<void> => {
    if (!scan) return;
    const kept = await app.store.photosOf(scan.key);
    const sent = kept.filter((photo) => photo.state === 'sent').length;
    photos.textContent = kept.length === 0 ? '' : t('answer.photos', { count: kept.length, sent });
  };
  why.append(h('summary', {}, icon('note'), h('span', {}, t('answer.why'))), h('div', { class: 'stack', id: 'explanation' }));
  why.addEventListener('toggle', () => {
    if (why.open && scan?.ack?.scan_id) void explain(app, scan.ack.scan_id, why.lastElementChild as HTMLElement);
  });
  draw();
  void ask();

  const body = h('div', { class: 'stack' }, state, rest, orders, trouble,
    scan && scan.state !== 'quarantined' ? photoButton(app, () => scan as StoredScan, () => void drawPhotos(), () => {
      app.feedback.give('error');
      fill(trouble, h('p', { class: 'notice notice-failed' }, icon('alert'), t('capture.photoNotSaved')));
    }, trouble) : null,
    photos, why);
  const foot = button(t('answer.next'), {
    id: 'scan-next', icon: 'scan', class: 'primary', onClick: () => {
      app.feedback.unlock();
      app.go({ view: 'scan' });
    },
  });
  return {
    title: t('answer.title'), body, foot,
    onChange: () => {
      void app.store.scan(seq).then((now) => {
        if (!now) return;
        scan = now;
        draw();
        if (!cued && now.state !== 'saved') {
          cued = true;
          app.feedback.give(now.state === 'attention' ? 'error' : now.ack?.status === 'duplicate' ? 'duplicate' : 'saved');
        }
        void ask();
        void drawPhotos();
      });
    },
  };
}

function headline(scan: StoredScan, order: WorkOrder | null): HTMLElement[] {
  const number = scan.ack?.work_order?.number;
  const big = scan.state === 'routed' ? (number ?? tOr(`outcome.${scan.ack?.status}`, scan.ack?.status ?? ''))
    : scan.state === 'attention' ? t('answer.refused')
      : scan.state === 'quarantined' ? t('state.quarantined')
        : scan.state === 'received' ? t('answer.received') : t('answer.saved');
  const priority = scan.ack?.priority ?? order?.priority;
  return [
    h('p', { class: 'answer-number', id: 'answer-number' }, big),
    h('div', { class: 'answer-chips' }, priority ? h('span', { class: 'priority' }, h('span', { 'aria-hidden': 'true' }, `P${priority}`), h('span', { class: 'unseen' }, t('answer.priority', { priority }))) : '', scanChip(scan), scan.ack?.repeat ? chip('new', 'twice', tOr(`repeat.${scan.ack.repeat}`, scan.ack.repeat)) : ''),
  ];
}

/** Saved on this phone, received, decided: how far it is. */
function progress(scan: StoredScan): HTMLElement {
  const at = { draft: 0, saved: 1, received: 2, routed: 3, quarantined: 2, attention: 2 }[scan.state];
  const steps: [IconName, string][] = [['phone', t('progress.saved')], ['cloud', t('progress.received')], ['wrench', t('progress.routed')]];
  return h('ol', { class: 'progress' }, ...steps.map(([name, word], index) => h('li', { class: index < at ? 'done' : 'to-come' }, icon(index < at ? 'check' : name, 24), h('span', {}, word), h('span', { class: 'unseen' }, index < at ? t('progress.done') : t('progress.notYet')))));
}

function facts(app: App, scan: StoredScan, order: WorkOrder | null): HTMLElement {
  const ack: Ack | undefined = scan.ack;
  const zone = app.signOn?.time_zone;
  const what = order?.title ?? [scan.failure_mode ? tOr(`mode.${scan.failure_mode}`, scan.failure_mode) : typeName(scan.scan_type), scan.asset?.name].filter(Boolean).join(': ');
  // A repeat decides nothing of its own: who comes, and by when, its work order says.
  const assigned = ack?.assigned ?? (order && (order.technician ?? order.crew) ? { technician: order.technician, crew: order.crew } : null);
  const response = ack?.response ?? (order ? { ...(order.on_site_by ? { on_site_by: order.on_site_by } : {}), ...(order.done_by ? { done_by: order.done_by } : {}) } : undefined);
  const mine = assigned?.technician != null && assigned.technician === app.signOn?.operator_id;
  const who = assigned ? (mine ? t('answer.you') : (ack?.assigned?.name ?? operatorName(app, assigned.technician)) || t('answer.crew', { crew: assigned.crew ?? '' })) : null;
  const times: [string, string | undefined][] = [[t('answer.onSiteBy'), response?.on_site_by], [t('answer.acknowledgeBy'), response?.acknowledge_by], [t('answer.doneBy'), response?.done_by]];
  const shown = times.filter((entry): entry is [string, string] => entry[1] !== undefined);
  const parts = ack?.parts ?? [];
  return h('dl', { class: 'facts' },
    fact('wrench', t('answer.what'), what),
    scan.asset ? fact('pin', t('capture.where'), h('span', {}, scan.asset.name), h('span', { class: 'soft' }, [scan.asset.asset_id, scan.asset.location].filter(Boolean).join(' · '))) : fact('scan', t('answer.tag'), tagText(scan.tag), h('span', { class: 'soft' }, t('capture.unknownLong'))),
    scan.asset_id ? fact('scan', t('answer.label'), tagText(scan.tag), h('span', { class: 'soft' }, t('answer.labelAsked'))) : null,
    who ? fact('person', t('answer.who'), h('strong', {}, who), ack?.assigned?.on_call === true && h('span', { class: 'soft' }, t('answer.onCall'))) : ack && scan.state === 'routed' && (ack.status !== 'duplicate' || order) ? fact('person', t('answer.who'), t('answer.nobodyYet')) : null,
    shown.length > 0 ? fact('clock', t('answer.when'), ...shown.map(([label, at], index) => h('span', { class: index === 0 ? 'when when-first' : 'when' }, h('span', {}, `${label} `), h('strong', {}, siteTime(at, zone)), h('span', { class: 'soft' }, ` ${relative(at)}`))), zoneNote(zone) !== '' && h('span', { class: 'soft' }, zoneNote(zone))) : null,
    parts.length > 0 ? fact('box', t('answer.parts'), ...parts.map((part) => h('span', { class: 'part' }, h('strong', {}, `${part.quantity} × `), app.partNames[part.part] ?? part.part, h('span', { class: 'soft' }, ` ${t(`part.${part.state}` as 'part.reserved', { site: app.signOn?.site_name ?? '' })}${part.eta ? ` ${siteTime(part.eta, zone)}` : ''}`)))) : null,
    scan.state === 'attention' ? fact('alert', t('answer.todo'), problemSentence(scan)) : null,
    fact('note', t('answer.read'), `${siteTime(scan.scan_timestamp, zone)} · ${typeName(scan.scan_type)}`));
}

interface Explanation {
  policy: string;
  version: number;
  row: string;
  because: { fact: string; value: string; test: string }[];
  given?: { fact: string; value: string; test: string }[];
}

async function explain(app: App, scanId: string, place: HTMLElement): Promise<void> {
  const answer = await app.api.ask<Explanation>(`/api/v1/scans/${encodeURIComponent(scanId)}/explanation`);
  if (answer.kind !== 'ok') return fill(place, h('p', { class: 'soft' }, whyNot(answer)));
  const { policy, version, row, because, given } = answer.body;
  fill(place,
    h('p', {}, t('answer.rule', { row, policy, version })),
    h('ul', { class: 'plain-list' }, ...[...because, ...(given ?? [])].map(({ fact: name, value, test }) => h('li', {}, h('strong', {}, tOr(`fact.${name}`, name)), `: ${value}`, h('span', { class: 'soft' }, ` (${t('answer.wanted', { test })})`)))));
}
