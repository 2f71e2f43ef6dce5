import type { App } from '../app.ts';
import { button, chip, fill, h, icon } from '../dom.ts';
import { warmClocks } from '../format.ts';
import { scanTypes } from '../scan.ts';
import type { View } from '../shell.ts';
import { t } from '../words.ts';
import { scanRow, scanName, typeIcons, typeName } from './parts.ts';
import { warmUp } from './scan.ts';
import { loadMyWork, myWorkCount } from './work.ts';

/** Where a visit begins: who scans, what is on this phone, and the way to the camera. */
export function homeView(app: App): View {
  const who = h('div', { class: 'card card-row' });
  const draft = h('div', { class: 'stack' });
  const work = h('div', {});
  const recent = h('div', { class: 'stack' });
  const draw = async (): Promise<void> => {
    const { signOn } = app;
    fill(who,
      icon('person', 40),
      h('div', { class: 'grow' }, h('strong', {}, signOn?.operator_name ?? signOn?.operator_id ?? t('home.nobody')), h('span', { class: 'soft' }, signOn?.site_name ?? signOn?.site ?? '')),
      button('', { id: 'open-settings', icon: 'settings', class: 'square', label: t('settings.title'), onClick: () => app.go({ view: 'settings' }) }));
    const drafts = await app.store.scansIn('draft', 3);
    fill(draft, ...drafts.map((scan) => button('', {
      icon: 'edit', class: 'row row-waiting', label: t('home.finish'), onClick: () => app.go({ view: 'capture', seq: scan.seq as number }),
    })));
    for (const [at, row] of [...draft.children].entries()) {
      const scan = drafts[at];
      if (scan) row.append(h('span', { class: 'grow' }, h('strong', {}, t('home.unfinished')), h('span', { class: 'soft' }, scanName(scan))));
    }
    const newest = await app.store.newestScans(5);
    fill(recent,
      h('h2', {}, t('home.recent')),
      newest.length === 0 && h('p', { class: 'soft' }, t('home.noScans')),
      h('ul', { class: 'list' }, ...newest.map((scan) => h('li', {}, scanRow(app, scan)))),
    );
    const count = await myWorkCount(app);
    fill(work, h('button', { type: 'button', id: 'open-work', class: 'row', on: { click: () => app.go({ view: 'work' }) } }, icon('list'), h('span', { class: 'grow' }, t('work.mine')), count === null ? null : chip(count > 0 ? 'active' : 'queued', 'wrench', String(count))));
  };
  void draw();
  void loadMyWork(app).then(() => draw());
  // Once the page stands.
  const warming = setTimeout(() => {
    warmUp();
    warmClocks(app.signOn?.time_zone);
  }, 500);
  const foot = button(t('home.scan'), {
    id: 'start-scanning', icon: 'scan', class: 'primary', onClick: () => {
      app.feedback.unlock();
      app.go({ view: 'scan' });
    },
  });
  const mode = h('div', { class: 'stack' });
  const drawMode = (): void => fill(mode,
    h('h2', { id: 'scan-as' }, t('home.as')),
    h('div', { class: 'segments', role: 'group', 'aria-labelledby': 'scan-as' }, ...scanTypes.map((type) => button(typeName(type), {
      id: `home-${type}`, icon: typeIcons[type], class: 'segment', pressed: type === app.settings.scanType, onClick: () => void app.setSettings({ scanType: type }).then(drawMode),
    }))),
    h('div', { class: 'two' },
      button(t('home.round'), { id: 'home-round', icon: 'retry', class: 'choice', pressed: app.settings.rounds, onClick: () => void app.setSettings({ rounds: !app.settings.rounds }).then(drawMode) }),
      button(t('home.typeIt'), { id: 'home-type-tag', icon: 'keyboard', class: 'choice', onClick: () => app.go({ view: 'type' }) })));
  drawMode();
  return { title: 'Scanward', body: h('div', { class: 'stack' }, who, draft, work, mode, recent), foot, onChange: () => void draw(), dispose: () => clearTimeout(warming) };
}
