import type { App } from '../app.ts';
import { button, chip, fill, h, icon } from '../dom.ts';
import { relative, siteTime } from '../format.ts';
import type { StoredScan } from '../scan.ts';
import type { View } from '../shell.ts';
import { t } from '../words.ts';
import { fact, problemSentence, scanName, scanRow, tagText, typeName } from './parts.ts';

/** What is on this phone: how many are saved, received and routed, and what waits for a person. */
export function queueView(app: App): View {
  const counts = h('dl', { class: 'counts' });
  const flusher = h('p', { class: 'sentence', role: 'status' });
  const attention = h('div', { class: 'stack' });
  const recent = h('div', { class: 'stack' });
  const draw = async (): Promise<void> => {
    const now = app.counts;
    fill(counts,
      count('phone', t('queue.saved'), now.saved, 'count-saved'),
      count('cloud', t('queue.received'), now.received + now.quarantined, 'count-received'),
      count('wrench', t('queue.routed'), now.routed, 'count-routed'));
    flusher.textContent = flusherSentence(app);
    const refused = [...await app.store.scansIn('attention', 200), ...await app.store.scansIn('quarantined', 50)];
    const open = refused.filter((scan) => scan.kept !== true);
    const kept = refused.filter((scan) => scan.kept === true);
    fill(attention,
      h('h2', {}, open.length > 0 ? t('queue.attention', { count: open.length }) : t('queue.noAttention')),
      h('ul', { class: 'list' }, ...open.map((scan) => h('li', {}, scanRow(app, scan)))),
      kept.length > 0 && h('details', { class: 'more' }, h('summary', {}, icon('box'), h('span', {}, t('queue.kept', { count: kept.length }))), h('ul', { class: 'list' }, ...kept.map((scan) => h('li', {}, scanRow(app, scan))))),
      now.attention > 1 && button(t('queue.retryAll'), { id: 'retry-all', icon: 'retry', class: 'strong', onClick: () => void retryAll(app) }),
      now.attention + now.saved + now.draft > 0 && button(t('queue.export'), { id: 'export', icon: 'download', class: 'quiet', onClick: () => void exportAll(app) }));
    const newest = await app.store.newestScans(50);
    fill(recent, h('h2', {}, t('queue.recent')), h('ul', { class: 'list' }, ...newest.map((scan) => h('li', {}, scanRow(app, scan)))));
  };
  void draw();
  const foot = button(t('queue.sendNow'), { id: 'send-now', icon: 'cloud', class: 'primary', onClick: () => void app.flush(true) });
  return { title: t('queue.title'), body: h('div', { class: 'stack' }, counts, flusher, attention, recent), foot, onChange: () => void draw() };
}

function count(name: Parameters<typeof icon>[0], word: string, value: number, id: string): HTMLElement {
  return h('div', {}, icon(name, 32), h('dd', { id }, value.toLocaleString()), h('dt', {}, word));
}

function flusherSentence(app: App): string {
  const { state } = app.flusher;
  if (!app.signOn) return t('queue.signedOff');
  if (state.kind === 'paused') return t('queue.paused');
  if (state.kind === 'sending') return t('queue.sending');
  if (state.kind === 'waiting') return t(`queue.waiting.${state.why}`, { time: relative(new Date(state.until).toISOString()) });
  return app.counts.saved > 0 ? t('queue.toSend') : t('queue.nothing');
}

async function retryAll(app: App): Promise<void> {
  const refused = await app.store.scansIn('attention', 10_000);
  await app.store.changeScans(refused.map((scan) => scan.seq as number), again(app));
  await app.flush(true);
}

/** To be sent once more; what was meant for another site stays for that one. */
function again(app: App): (scan: StoredScan) => StoredScan | null {
  return (scan) => {
    if (scan.state !== 'attention') return null;
    if (scan.site !== '' && app.signOn?.site !== scan.site) return null;
    const { problem: _problem, kept: _kept, ...rest } = scan;
    return { ...rest, state: 'saved' };
  };
}

/** All that has not been routed, as a file that an office can read. */
async function exportAll(app: App): Promise<void> {
  const scans = (await Promise.all((['draft', 'saved', 'attention', 'quarantined'] as const).map((state) => app.store.scansIn(state, 100_000)))).flat();
  const blob = new Blob([JSON.stringify({ exported_at: new Date().toISOString(), site: app.signOn?.site ?? null, scans }, null, 2)], { type: 'application/json' });
  const address = URL.createObjectURL(blob);
  const link = h('a', { href: address, download: `scanward-scans-${new Date().toISOString().slice(0, 10)}.json` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** One scan that was refused: why, and what can be done about it. It is never thrown away. */
export async function troubleView(app: App, seq: number): Promise<View> {
  const scan = await app.store.scan(seq);
  if (!scan) return { title: t('trouble.title'), body: h('p', {}, t('answer.gone')) };
  const retry = async (): Promise<void> => {
    await app.store.changeScan(seq, again(app));
    void app.flush(true);
    app.go({ view: 'answer', seq });
  };
  const keep = async (): Promise<void> => {
    await app.store.changeScan(seq, (now) => (now.state === 'attention' ? { ...now, kept: true } : null));
    app.go({ view: 'queue' });
  };
  const { problem } = scan;
  const faults = problem?.errors ?? [];
  // Sent again as it is, a blank label is refused again.
  const blank = problem?.code === 'tag_unclaimed';
  const sendAgain = button(t('trouble.retry'), { id: 'retry', icon: 'retry', class: blank ? 'strong' : 'primary', onClick: () => void retry() });
  const body = h('div', { class: 'stack' },
    h('section', { class: 'answer' },
      h('p', { class: 'asset-name' }, scanName(scan)), h('div', { class: 'answer-chips' }, chip('failed', 'alert', t('state.attention'))),
      h('p', { class: 'sentence' }, problemSentence(scan))),
    h('dl', { class: 'facts' },
      fact('check', t('trouble.safe'), problem?.dead_letter_id ? t('trouble.keptThere', { id: problem.dead_letter_id }) : t('trouble.keptHere')),
      problem?.detail ? fact('note', t('trouble.server'), problem.detail) : null,
      ...faults.filter((each) => each.detail !== undefined && each.detail !== problem?.detail).map((each) => fact('alert', each.pointer ?? '', each.detail ?? '')),
      fact('scan', t('answer.tag'), tagText(scan.tag)),
      fact('clock', t('answer.read'), `${siteTime(scan.scan_timestamp, app.signOn?.time_zone)} · ${typeName(scan.scan_type)}`)),
    blank ? sendAgain : null,
    button(t('trouble.edit'), { id: 'edit', icon: 'edit', class: 'strong', onClick: () => app.go({ view: 'capture', seq }) }),
    scan.kept ? null : button(t('trouble.keep'), { id: 'keep', icon: 'box', class: 'quiet', onClick: () => void keep() }));
  const chooseAsset = button(t('choose.choose'), { id: 'choose-asset', icon: 'box', class: 'primary', onClick: () => app.go({ view: 'chooseAsset', seq }) });
  return { title: t('trouble.title'), body, foot: blank ? chooseAsset : sendAgain };
}
