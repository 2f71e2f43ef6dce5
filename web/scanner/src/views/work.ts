import type { App } from '../app.ts';
import { button, chip, fill, h, icon, type ChipKind, type IconName } from '../dom.ts';
import { relative, siteTime } from '../format.ts';
import type { View } from '../shell.ts';
import { t, tOr, type Word } from '../words.ts';
import { operatorName, whyNot } from './parts.ts';

export interface WorkOrder {
  id: string;
  number: string;
  title: string;
  state: string;
  priority: number | null;
  asset: { asset_id: string; name: string } | null;
  technician: string | null;
  crew: string | null;
  on_site_by: string | null;
  done_by: string | null;
  revision: number;
}

const openStates = new Set(['open', 'assigned', 'in_progress', 'on_hold', 'waiting_parts']);

export function isOpen(order: WorkOrder): boolean {
  return openStates.has(order.state);
}

const stateChips: Record<string, [ChipKind, IconName]> = {
  open: ['new', 'list'], assigned: ['new', 'person'], in_progress: ['active', 'play'], on_hold: ['waiting', 'pause'], waiting_parts: ['waiting', 'box'], completed: ['done', 'check'], closed: ['done', 'check'], cancelled: ['queued', 'minus'],
};

export function orderChip(order: WorkOrder): HTMLElement {
  const [kind, name] = stateChips[order.state] ?? ['queued', 'list'];
  return chip(kind, name, tOr(`work.state.${order.state}`, order.state));
}

/** The open work orders of the person who holds this phone, from the server; kept for when there is none. */
export async function loadMyWork(app: App): Promise<WorkOrder[] | null> {
  const operator = app.signOn?.operator_id;
  if (!operator) return null;
  const answer = await app.api.ask<{ items: WorkOrder[] }>(`/api/v1/work-orders?limit=100&technician=${encodeURIComponent(operator)}`);
  if (answer.kind !== 'ok') return null;
  const mine = answer.body.items.filter(isOpen).sort((a, b) => (a.priority ?? 9) - (b.priority ?? 9) || (a.done_by ?? '9').localeCompare(b.done_by ?? '9'));
  await app.store.setValue('my_work', { operator, at: Date.now(), orders: mine });
  return mine;
}

interface KeptWork {
  operator: string;
  at: number;
  orders: WorkOrder[];
}

async function keptWork(app: App): Promise<KeptWork | null> {
  const kept = await app.store.value<KeptWork>('my_work');
  return kept && kept.operator === app.signOn?.operator_id ? kept : null;
}

export async function myWorkCount(app: App): Promise<number | null> {
  return (await keptWork(app))?.orders.length ?? null;
}

/** My open work, the most urgent first. */
export function workView(app: App): View {
  const list = h('div', { class: 'stack' });
  const show = async (fresh: WorkOrder[] | null): Promise<void> => {
    const kept = await keptWork(app);
    const orders = fresh ?? kept?.orders ?? [];
    fill(list,
      fresh === null && kept && h('p', { class: 'soft' }, t('work.asOf', { time: siteTime(new Date(kept.at).toISOString(), app.signOn?.time_zone) })),
      fresh === null && !kept && h('p', { class: 'soft' }, t('work.offline')),
      fresh !== null && orders.length === 0 && h('p', { class: 'soft' }, t('work.none')),
      ...orders.map((order) => orderCard(app, order, () => void refresh())));
  };
  const refresh = async (): Promise<void> => show(await loadMyWork(app));
  void show(null).then(refresh);
  return { title: t('work.mine'), body: list };
}

/** A work order with its next steps, where it is one's own or nobody's. */
export function orderCard(app: App, order: WorkOrder, changed: () => void): HTMLElement {
  const by = order.on_site_by ?? order.done_by;
  const mine = order.technician !== null && order.technician === app.signOn?.operator_id;
  const desk: Desk = { app, order, asked: h('div'), note: h('div', { id: `note-${order.id}`, role: 'status' }), changed, busy: false };
  return h('article', { class: 'card', 'aria-label': order.number },
    h('div', { class: 'card-row' }, h('strong', { class: 'grow mono' }, order.number), order.priority !== null && h('span', { class: 'priority' }, `P${order.priority}`), orderChip(order)),
    h('p', {}, order.title),
    h('p', { class: 'soft' }, order.technician ? (mine ? t('work.yours') : t('work.with', { name: operatorName(app, order.technician) })) : t('work.nobody'),
      by ? ` · ${t('work.by', { time: siteTime(by, app.signOn?.time_zone), relative: relative(by) })}` : ''),
    desk.asked, desk.note,
    h('div', { class: 'steps' }, ...stepsOf(order, mine).map(({ state, word, name }) => button(t(word), {
      icon: name, id: `step-${state}-${order.id}`, class: 'strong', onClick: () => {
        if (state === 'completed') askCompletion(desk);
        else if (state === 'on_hold') askReason(desk);
        else void step(desk, { state });
      },
    }))));
}

interface Step {
  state: string;
  word: Word;
  name: IconName;
}

const start: Step = { state: 'in_progress', word: 'work.start', name: 'play' };
const pause: Step = { state: 'on_hold', word: 'work.pause', name: 'pause' };
const complete: Step = { state: 'completed', word: 'work.complete', name: 'check' };

export function stepsOf(order: Pick<WorkOrder, 'state'>, mine: boolean): Step[] {
  if (order.state === 'open') return [{ ...start, word: 'work.take' }];
  if (!mine) return [];
  if (order.state === 'assigned') return [start, complete];
  if (order.state === 'in_progress') return [pause, complete];
  return order.state === 'on_hold' ? [{ ...start, word: 'work.resume' }] : [];
}

/** Where one work order's steps are taken. */
interface Desk {
  app: App;
  order: WorkOrder;
  /** What is asked before a step is sent; it stays until that has worked. */
  asked: HTMLElement;
  note: HTMLElement;
  changed: () => void;
  /** A step is on its way. */
  busy: boolean;
}

async function step(desk: Desk, change: Record<string, unknown>): Promise<void> {
  const { app, order, note, changed } = desk;
  if (desk.busy) return;
  desk.busy = true;
  fill(note, h('p', { class: 'soft' }, t('queue.sending')));
  const answer = await app.api.ask<WorkOrder>(`/api/v1/work-orders/${encodeURIComponent(order.id)}`, {
    method: 'PATCH', headers: { 'If-Match': `"${order.revision}"` }, json: { operator_id: app.signOn?.operator_id, ...change },
  });
  desk.busy = false;
  if (answer.kind === 'ok') {
    app.feedback.give('saved');
    return changed();
  }
  app.feedback.give('error');
  tell(desk, answer.kind === 'unreachable' ? t('work.needsNetwork') : whyNot(answer));
  if (answer.kind === 'problem' && answer.status === 412) note.append(button(t('act.reload'), { id: `look-again-${order.id}`, icon: 'retry', class: 'strong', onClick: changed }));
}

function tell({ note }: Desk, text: string): void {
  fill(note, h('p', { class: 'notice notice-failed' }, icon('alert'), h('span', {}, text)));
}

/** Asks before a step; nobody shall write for nothing. */
function ask(desk: Desk, ...questions: HTMLElement[]): void {
  fill(desk.asked, h('div', { class: 'stack ask' }, ...questions));
  if (navigator.onLine) fill(desk.note);
  else tell(desk, t('work.needsNetwork'));
}

function askReason(desk: Desk): void {
  const input = h('input', { id: `reason-${desk.order.id}`, type: 'text', maxLength: 400, value: '' });
  const reasons = ['waits_for_part', 'no_access', 'other_job', 'shift_ends'] as const;
  const send = (reason: string): void => {
    if (reason.trim() !== '') void step(desk, { state: 'on_hold', reason: reason.trim() });
  };
  ask(desk,
    h('h3', {}, t('work.why')),
    h('div', { class: 'choices' }, ...reasons.map((reason) => button(t(`work.reason.${reason}`), { class: 'choice', onClick: () => send(t(`work.reason.${reason}`)) }))),
    h('label', { for: input.id }, t('work.otherReason')), input,
    button(t('work.pause'), { icon: 'pause', class: 'strong', onClick: () => send(input.value) }));
  input.focus();
}

function askCompletion(desk: Desk): void {
  const { id } = desk.order;
  const minutes = h('input', { id: `minutes-${id}`, type: 'text', inputMode: 'numeric', autocomplete: 'off', maxLength: 4, value: '' });
  const remark = h('textarea', { id: `remark-${id}`, rows: 2, maxLength: 2000 });
  ask(desk,
    h('label', { for: minutes.id }, t('work.minutes')), minutes,
    h('label', { for: remark.id }, t('work.remark')), remark,
    button(t('work.complete'), {
      id: `complete-${id}`, icon: 'check', class: 'strong', onClick: () => {
        const worked = minutes.value.trim();
        if (worked !== '' && !/^\d{1,4}$/.test(worked)) return minutes.focus();
        void step(desk, {
          state: 'completed', ...(worked !== '' ? { labour_minutes: Number(worked) } : {}), ...(remark.value.trim() !== '' ? { note: remark.value.trim() } : {}),
        });
      },
    }));
  minutes.focus();
}
