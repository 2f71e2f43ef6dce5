import type { App } from '../app.ts';
import { chip, h, icon, type ChipKind, type IconName } from '../dom.ts';
import type { Answer } from '../api.ts';
import { siteTime } from '../format.ts';
import type { FlusherState } from '../flusher.ts';
import type { ScanType, StoredScan } from '../scan.ts';
import { visible } from '../tag.ts';
import { t, tIf, tOr, type Word } from '../words.ts';

export const typeIcons: Record<ScanType, IconName> = { corrective: 'wrench', preventive: 'calendar', inspection: 'eye' };

export function typeName(type: ScanType): string {
  return t(`type.${type}` as Word);
}

/** A tag as it was read, harmless and kept apart from the writing around it. */
export function tagText(tag: string): HTMLElement {
  const shown = visible(tag);
  return h('bdi', { class: 'tag', title: shown }, shown.length > 90 ? `${shown.slice(0, 88)}…` : shown);
}

/** What a scan is called in lists: its asset where this phone knows it, else its tag. */
export function scanName(scan: StoredScan): HTMLElement | string {
  return scan.asset ? scan.asset.name : tagText(scan.tag);
}

/** Where a scan stands, in a word. */
export function scanChip(scan: StoredScan): HTMLElement {
  switch (scan.state) {
    case 'draft':
      return chip('waiting', 'edit', t('state.draft'));
    case 'saved':
      return chip('queued', 'phone', t('state.saved'));
    case 'received':
      return chip('new', 'cloud', t('state.received'));
    case 'quarantined':
      return chip('waiting', 'key', t('state.quarantined'));
    case 'attention':
      return chip('failed', 'alert', t('state.attention'));
    case 'routed':
      return outcomeChip(scan);
  }
}

const outcomeKinds: Record<string, [ChipKind, IconName]> = {
  routed: ['done', 'check'], duplicate: ['new', 'twice'], waiting_parts: ['waiting', 'box'], review: ['active', 'person'],
};

function outcomeChip(scan: StoredScan): HTMLElement {
  const status = scan.ack?.status ?? 'routed';
  const [kind, name] = outcomeKinds[status] ?? ['done', 'check'];
  const number = scan.ack?.work_order?.number;
  return chip(kind, name, status === 'routed' && number ? number : tOr(`outcome.${status}`, status));
}

/** A scan in a list: what, when, and where it stands; leads to its answer, or to what can be done. */
export function scanRow(app: App, scan: StoredScan): HTMLElement {
  const seq = scan.seq as number;
  return h('button', { type: 'button', class: 'row', on: { click: () => app.go(scan.state === 'attention' ? { view: 'trouble', seq } : scan.state === 'draft' ? { view: 'capture', seq } : { view: 'answer', seq }) } },
    icon(typeIcons[scan.scan_type]),
    h('span', { class: 'grow' }, h('span', {}, scanName(scan)), h('span', { class: 'row-state' }, scanChip(scan), h('span', { class: 'soft' }, siteTime(scan.scan_timestamp, app.signOn?.time_zone)))));
}

/** The same in a sentence, with what holds it up. */
export function scanSentence(scan: StoredScan, flusher: FlusherState): string {
  switch (scan.state) {
    case 'draft':
      return t('sentence.draft');
    case 'saved':
      if (flusher.kind === 'paused') return t('sentence.savedPaused');
      if (flusher.kind === 'waiting') return t(flusher.why === 'foreign' ? 'sentence.savedForeign' : flusher.why === 'unreachable' ? 'sentence.savedUnreachable' : 'sentence.savedBusy');
      return t('sentence.saved');
    case 'received':
      return t('sentence.received');
    case 'quarantined':
      return t('sentence.quarantined');
    case 'attention':
      return problemSentence(scan);
    case 'routed':
      return scan.ack?.reason ?? t('sentence.routed');
  }
}

/** What went wrong and what to do, by code where we know it, else in the server's words. */
export function problemSentence(scan: StoredScan): string {
  const code = scan.problem?.code ?? '';
  return tIf(`problem.${code}`) ?? scan.problem?.detail ?? scan.problem?.title ?? t('problem.other', { code: code || '?' });
}

/** Why something that needs the server came to nothing, and what to do. */
export function whyNot(answer: Exclude<Answer<unknown>, { kind: 'ok' }>): string {
  if (answer.kind === 'unreachable') return t('act.needsNetwork');
  if (answer.kind === 'foreign') return t('start.foreign');
  const { status, problem: { code, detail, title } } = answer;
  const passes = status === 408 || status === 429 || status >= 500;
  return tIf(`problem.${code}`) ?? (passes ? t('act.later') : detail ?? title ?? t('problem.other', { code }));
}

/** One line of an answer: what it is about, and what is so. */
export function fact(name: IconName, label: string, ...content: (Node | string | null | false)[]): HTMLElement {
  return h('div', { class: 'fact' }, icon(name), h('dt', {}, label), h('dd', {}, ...content));
}

export function operatorName(app: App, id: string | null | undefined): string {
  if (!id) return '';
  if (id === app.signOn?.operator_id && app.signOn.operator_name) return app.signOn.operator_name;
  return app.technicians.find((technician) => technician.id === id)?.name ?? id;
}
