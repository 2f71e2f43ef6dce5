import type { App } from '../app.ts';
import { appVersion } from '../device.ts';
import type { SiteCopy } from '../assets.ts';
import { button, fill, h, icon } from '../dom.ts';
import { siteTime } from '../format.ts';
import { scanTypes } from '../scan.ts';
import type { Settings } from '../settings.ts';
import type { View } from '../shell.ts';
import { language, languages, t, type Language, type Word } from '../words.ts';
import { typeIcons, typeName } from './parts.ts';

/** How the scanner behaves and looks, who scans, and what is kept on this phone. */
export function settingsView(app: App, redraw: () => void, canInstall: (() => void) | null): View {
  const body = h('div', { class: 'stack' });
  const about = h('dl', { class: 'facts' });
  const set = async (change: Partial<Settings>): Promise<void> => {
    await app.setSettings(change);
    draw();
  };
  const toggle = (key: 'gloves' | 'highContrast' | 'largeText' | 'sound' | 'vibration' | 'rounds' | 'location' | 'builtInScanner'): HTMLElement =>
    h('button', { type: 'button', id: `set-${key}`, class: 'row switch', role: 'switch', 'aria-checked': String(app.settings[key]), on: { click: () => void set({ [key]: !app.settings[key] }) } },
      h('span', { class: 'grow' }, h('strong', {}, t(`settings.${key}` as Word)), h('span', { class: 'soft' }, t(`settings.${key}.hint` as Word))),
      h('span', { class: 'switch-state' }, app.settings[key] ? t('settings.on') : t('settings.off')));
  const choice = <T extends string>(label: string, name: string, values: readonly T[], current: T, word: (value: T) => string, pick: (value: T) => void): HTMLElement =>
    h('fieldset', {}, h('legend', {}, label), h('div', { class: 'segments' }, ...values.map((value) => button(word(value), { id: `${name}-${value}`, class: 'segment', pressed: value === current, onClick: () => pick(value) }))));
  const draw = (): void => fill(body,
    h('h2', {}, t('settings.scanning')),
    h('div', { class: 'segments', role: 'group', 'aria-label': t('capture.type') }, ...scanTypes.map((type) => button(typeName(type), { id: `default-${type}`, icon: typeIcons[type], class: 'segment', pressed: type === app.settings.scanType, onClick: () => void set({ scanType: type }) }))),
    toggle('rounds'), toggle('sound'), toggle('vibration'), toggle('location'), toggle('builtInScanner'),
    h('h2', {}, t('settings.looks')),
    toggle('gloves'), toggle('largeText'), toggle('highContrast'),
    choice(t('settings.theme'), 'theme', ['auto', 'light', 'dark'] as const, app.settings.theme, (value) => t(`settings.theme.${value}`), (theme) => void set({ theme })),
    choice<Language>(t('settings.language'), 'language', Object.keys(languages) as Language[], language(), (value) => languages[value], (value) => void app.setSettings({ language: value }).then(redraw)),
    h('h2', {}, t('settings.thisPhone')),
    about,
    canInstall && button(t('settings.install'), { id: 'install', icon: 'download', class: 'strong', onClick: canInstall }),
    !canInstall && !matchMedia('(display-mode: standalone)').matches && h('p', { class: 'soft' }, t('settings.installHint')),
    button(t('settings.who'), { id: 'change-who', icon: 'person', class: 'quiet', onClick: () => app.go({ view: 'who' }) }),
    button(t('settings.sync'), { id: 'sync', icon: 'retry', class: 'quiet', onClick: () => void app.sync(true).then(drawAbout) }),
    signOff(app));
  const drawAbout = async (): Promise<void> => {
    const copy = await app.store.value<SiteCopy>('site_copy');
    const kept = (await navigator.storage?.persisted?.()) === true;
    const space = await navigator.storage?.estimate?.();
    const line = (label: string, value: string): HTMLElement => h('div', { class: 'fact' }, icon('note', 22), h('dt', {}, label), h('dd', {}, value));
    fill(about,
      line(t('settings.phone'), app.signOn?.name ?? (app.signOn?.trial ? t('settings.trial') : '–')),
      line(t('settings.site'), app.signOn?.site_name ?? app.signOn?.site ?? '–'),
      line(t('settings.assets'), copy ? t('settings.assetsAsOf', { count: copy.assets, time: siteTime(new Date(copy.at).toISOString(), app.signOn?.time_zone) }) : t('settings.noAssets')),
      copy?.cut ? line(t('settings.assetsCut'), String(copy.assets)) : null,
      line(t('settings.storage'), `${kept ? t('settings.storageKept') : t('settings.storageMayGo')}${space?.quota ? ` ${t('settings.storageFree', { free: Math.round(((space.quota - (space.usage ?? 0)) / 1e9) * 10) / 10 })}` : ''}`),
      line(t('settings.version'), appVersion));
  };
  draw();
  void drawAbout();
  return { title: t('settings.title'), body };
}

function signOff(app: App): HTMLElement {
  const place = h('div', { class: 'stack' });
  const ask = (): void => fill(place,
    h('p', { class: 'notice notice-waiting' }, icon('alert'), app.counts.saved > 0 ? t('settings.signOffQueued', { count: app.counts.saved }) : t('settings.signOffSure')),
    button(t('settings.signOffYes'), { id: 'sign-off-yes', icon: 'out', class: 'strong', onClick: () => void app.signOff().then(() => app.go({ view: 'start' })) }),
    button(t('act.cancel'), { class: 'quiet', onClick: draw }));
  const draw = (): void => fill(place, button(t('settings.signOff'), { id: 'sign-off', icon: 'out', class: 'quiet', onClick: ask }));
  draw();
  return place;
}
