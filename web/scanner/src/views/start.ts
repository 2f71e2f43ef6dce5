import { Api } from '../api.ts';
import type { App, Route } from '../app.ts';
import { button, fill, h, icon } from '../dom.ts';
import { hardware } from '../device.ts';
import { bySession, byKey, claim, type SignOnResult } from '../signon.ts';
import type { View } from '../shell.ts';
import { t, tOr } from '../words.ts';

/** Before this phone is signed on: by QR, by a person who is signed in, or by a key. */
export function startView(app: App, message?: string, signedIn = false): View {
  const note = h('div', { class: 'stack', role: 'status' });
  if (message) note.append(h('p', { class: 'notice notice-failed' }, icon('alert'), message));
  const session = h('div', { class: 'stack' });
  // Asked only where somebody comes from signing in or wants to: to all others the server would say no.
  if (signedIn) void offerSession(app, session, note);
  const body = h('div', { class: 'stack' },
    h('section', { class: 'hero' }, icon('phone', 64), h('p', { class: 'lead' }, t('start.lead'))),
    note,
    session,
    draftsNotice(app),
    app.counts.saved > 0 && h('p', { class: 'notice notice-waiting' }, icon('phone'), t('start.queued', { count: app.counts.saved })),
    h('a', {
      class: 'button', id: 'sign-in', href: signInAddress, on: {
        click: (event) => {
          event.preventDefault();
          void offerSession(app, session, note).then((offered) => {
            if (!offered) location.assign(signInAddress);
          });
        },
      },
    }, icon('person'), h('span', {}, t('start.signIn'))),
    button(t('start.key'), { id: 'enter-key', icon: 'key', class: 'quiet', onClick: () => app.go({ view: 'keyEntry' }) }),
  );
  const foot = button(t('start.scanEnrolment'), {
    id: 'scan-enrolment', icon: 'scan', class: 'primary', onClick: () => {
      app.feedback.unlock();
      app.go({ view: 'enrolScan' });
    },
  });
  return { title: t('start.title'), body, foot };
}

/** Back from there, the fragment says that it is worth asking who is signed in. */
const signInAddress = `/sign-in?return=${encodeURIComponent('/scan#signed-in')}`;

async function offerSession(app: App, place: HTMLElement, note: HTMLElement): Promise<boolean> {
  const session = await app.api.ask<{ person?: { name: string } }>('/session');
  if (session.kind !== 'ok' || !session.body?.person) return false;
  const { name } = session.body.person;
  const use = button(t('start.useAs', { name }), {
    id: 'use-as', icon: 'check', class: 'button strong', onClick: async () => {
      use.disabled = true;
      const result = await bySession(app.api, await phoneName());
      if (result === null) fill(note, h('p', { class: 'notice notice-failed' }, icon('alert'), t('start.sessionEnded')));
      else await settle(app, result, note);
      use.disabled = false;
    },
  });
  fill(place, use);
  use.focus();
  return true;
}

function draftsNotice(app: App): HTMLElement | false {
  return app.counts.draft > 0 && h('p', { class: 'notice notice-waiting' }, icon('edit'), t('start.drafts', { count: app.counts.draft }));
}

async function phoneName(): Promise<string> {
  const { model, platform } = await hardware();
  return model || platform || t('start.phone');
}

/** Takes what came of signing on: on to the scanner, or what to do instead. */
async function settle(app: App, result: SignOnResult, note: HTMLElement): Promise<void> {
  if (!result.ok) {
    fill(note, h('p', { class: 'notice notice-failed', role: 'alert' }, icon('alert'), signOnProblem(result)));
    return;
  }
  await app.signOnWith(result.signOn);
  app.go({ view: 'home' });
}

export function signOnProblem(result: Extract<SignOnResult, { ok: false }>): string {
  const { problem } = result;
  if (typeof problem === 'string') return t(problem === 'unreachable' ? 'start.unreachable' : 'start.foreign');
  return tOr(`problem.${problem.code}`, problem.detail ?? problem.title ?? problem.code);
}

/** A code was scanned or came with the address: claims this phone's place. */
export async function enrol(app: App, code: string): Promise<void> {
  if (app.signOn?.state === 'active' && app.flusher.state.kind !== 'paused') return app.go({ view: 'home' });
  const result = await claim(app.api, code, await phoneName());
  if (!result.ok) return app.go({ view: 'start', message: signOnProblem(result) });
  await app.signOnWith(result.signOn);
  app.go({ view: 'home' });
}

/** The code on both screens, until somebody approves. */
export function approvalView(app: App): View {
  const { signOn } = app;
  let over = false;
  const state = h('p', { class: 'lead', role: 'status' }, t('approve.waiting'));
  const ask = async (): Promise<void> => {
    if (over) return;
    await app.refreshSignOn();
    if (over) return;
    const now = app.signOn;
    if (now?.state === 'active') {
      await app.signOnWith(now);
      app.feedback.give('saved');
      return app.go({ view: 'home' });
    }
    if (now?.state === 'refused' || now?.state === 'revoked') {
      await app.signOff();
      return app.go({ view: 'start', message: t('approve.refused') });
    }
    timer = setTimeout(() => void ask(), 3000);
  };
  let timer = setTimeout(() => void ask(), 1500);
  const body = h('div', { class: 'stack centred' },
    h('p', {}, t('approve.codeIs')),
    h('p', { class: 'code', id: 'confirm-code' }, signOn?.confirm ?? '·····'),
    state,
    h('p', { class: 'soft' }, t('approve.why')),
    draftsNotice(app),
    button(t('act.cancel'), {
      id: 'cancel-approval', class: 'quiet', onClick: async () => {
        await app.signOff();
        app.go({ view: 'start' });
      },
    }),
  );
  return {
    title: t('approve.title'), body,
    dispose: () => {
      over = true;
      clearTimeout(timer);
    },
  };
}

/** For trials: a device key typed or pasted. */
export function keyEntryView(app: App): View {
  const note = h('div', { role: 'status' });
  const key = h('input', { id: 'key', type: 'password', autocomplete: 'off', autocapitalize: 'none', spellcheck: false, required: true, placeholder: 'swk_…', 'aria-describedby': 'key-hint' });
  const operator = h('input', { id: 'operator', type: 'text', autocomplete: 'off', autocapitalize: 'none', spellcheck: false, maxLength: 64, value: app.signOn?.operator_id ?? '' });
  const form = h('form', {
    id: 'key-form', class: 'stack', on: {
      submit: (event) => {
        event.preventDefault();
        void sign();
      },
    },
  },
  h('label', { for: 'key' }, t('key.label')), key, h('p', { id: 'key-hint', class: 'soft' }, t('key.hint')),
  h('label', { for: 'operator' }, t('key.operator')), operator, note);
  const sign = async (): Promise<void> => {
    const result = await byKey(key.value.trim(), (given) => new Api(() => given));
    if (result.ok && operator.value.trim() !== '') result.signOn.operator_id = operator.value.trim();
    await settle(app, result, note);
  };
  const foot = h('button', { type: 'submit', class: 'primary', form: 'key-form', id: 'key-submit' }, icon('check'), h('span', {}, t('key.submit')));
  return { title: t('key.title'), body: form, foot };
}

/** Who scans, where the office has not said; then on to what waits for it. */
export function whoView(app: App, then: Route = { view: 'home' }): View {
  const list = h('ul', { class: 'list' });
  const search = h('input', { id: 'who-search', type: 'search', autocomplete: 'off', placeholder: t('who.placeholder'), 'aria-label': t('who.placeholder'), on: { input: () => draw() } });
  const choose = async (id: string, name?: string): Promise<void> => {
    await app.setOperator(id, name);
    const waiting = app.waitingRead;
    app.waitingRead = null;
    app.go(then);
    if (waiting) document.dispatchEvent(new CustomEvent('scanward:read', { detail: waiting }));
  };
  const draw = (): void => {
    const wanted = search.value.trim().toLowerCase();
    const found = app.technicians.filter(({ id, name }) => `${name} ${id}`.toLowerCase().includes(wanted)).slice(0, 40);
    fill(list, ...found.map(({ id, name }) => h('li', {}, button(name, { icon: 'person', class: 'row', onClick: () => void choose(id, name) }))));
    if (found.length === 0 && search.value.trim() !== '') list.append(h('li', {}, button(t('who.useId', { id: search.value.trim() }), { icon: 'check', class: 'row', id: 'who-use-id', onClick: () => void choose(search.value.trim().slice(0, 64)) })));
  };
  draw();
  return { title: t('who.title'), body: h('div', { class: 'stack' }, h('p', {}, t('who.lead')), search, list), onChange: draw };
}
