import type { App, Route } from './app.ts';
import { button, chip, fill, h, icon } from './dom.ts';
import type { StoredScan } from './scan.ts';
import { span } from './format.ts';
import { t } from './words.ts';

/** One screen. */
export interface View {
  title: string;
  body: HTMLElement;
  /** The main act, full width at the bottom. */
  foot?: HTMLElement;
  /** The camera's screen, which fills everything. */
  full?: boolean;
  /** Shows what went wrong, where the screen has a place of its own for that. */
  tell?(text: string): void;
  /** Something in the store changed. */
  onChange?(scans: readonly StoredScan[]): void;
  dispose?(): void;
}

export type MakeView = (app: App, route: Route) => View | Promise<View>;

/** Header, screen and foot; which screen is shown; and what is said to people who do not look. */
export class Shell {
  private readonly header = h('header', { class: 'head' });
  private readonly notices = h('div', { class: 'notices' });
  private readonly main = h('main', { class: 'main', id: 'main', tabIndex: -1 });
  private readonly footer = h('footer', { class: 'foot' });
  private readonly polite = h('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  private readonly urgent = h('div', { class: 'unseen', role: 'alert' });
  private view: View | null = null;
  private route: Route = { view: 'home' };
  private shown = 0;
  /** What went wrong on this screen. */
  private wrong = '';
  /** Offers the reload into a new version; null while there is none. */
  takeNewVersion: (() => void) | null = null;

  constructor(root: HTMLElement, private readonly app: App, private readonly make: MakeView) {
    root.replaceChildren(this.header, this.notices, this.main, this.footer, this.polite, this.urgent);
    app.go = (route) => this.go(route);
    app.listen((scans) => {
      this.drawHeader();
      this.drawNotices();
      this.view?.onChange?.(scans);
    });
    addEventListener('popstate', (event) => void this.show((event.state as Route | null) ?? { view: 'home' }));
    app.api.onClock = () => this.drawNotices();
    setInterval(() => this.drawNotices(), 10_000);
  }

  get current(): Route {
    return this.route;
  }

  /** Goes to a screen; back leads here again, except from what is over and done with. */
  go(route: Route): void {
    const passing: Route['view'][] = ['capture', 'chooseAsset', 'start', 'enrolScan', 'keyEntry', 'who'];
    if (passing.includes(this.route.view) || route.view === this.route.view) history.replaceState(route, '');
    else history.pushState(route, '');
    void this.show(route);
  }

  async show(route: Route): Promise<void> {
    const turn = ++this.shown;
    const view = await this.make(this.app, route);
    // Somebody was quicker: that screen counts.
    if (turn !== this.shown) return view.dispose?.();
    this.view?.dispose?.();
    this.view = view;
    this.route = route;
    this.wrong = '';
    document.title = `${view.title} · Scanward`;
    document.body.classList.toggle('full', view.full === true);
    this.main.replaceChildren(view.body);
    this.footer.replaceChildren(...(view.foot ? [view.foot] : []));
    this.drawHeader();
    this.drawNotices();
    scrollTo(0, 0);
    // Whoever does not see the change hears it: the heading is read.
    const heading = this.header.querySelector('h1');
    heading?.focus({ preventScroll: true });
  }

  redraw(): void {
    void this.show(this.route);
  }

  say(text: string): void {
    if (this.wrong !== '') this.showWrong('');
    // The same words again are only heard when they were gone in between.
    this.polite.textContent = '';
    setTimeout(() => {
      this.polite.textContent = text;
    }, 50);
  }

  alert(text: string): void {
    if (this.view?.tell) this.view.tell(text);
    else this.showWrong(text);
    this.urgent.textContent = '';
    setTimeout(() => {
      this.urgent.textContent = text;
    }, 50);
  }

  private showWrong(text: string): void {
    this.wrong = text;
    this.drawNotices();
    if (text !== '') this.notices.scrollIntoView({ block: 'center' });
  }

  private drawHeader(): void {
    const { view, app } = this;
    if (!view) return;
    const root = this.route.view === 'home' || this.route.view === 'start';
    const { counts } = app;
    const attention = counts.attention > 0;
    const waiting = counts.saved + counts.received;
    const state = attention
      ? chip('failed', 'alert', String(counts.attention))
      : waiting > 0 ? chip('queued', 'phone', String(waiting)) : chip('done', 'check', t('head.allSent'));
    const said = attention ? t('head.attention', { count: counts.attention }) : waiting > 0 ? t('head.waiting', { count: waiting }) : t('head.allSentLong');
    const queue = h('button', { type: 'button', id: 'open-queue', class: 'head-queue', 'aria-label': said, on: { click: () => app.go({ view: 'queue' }) } }, state);
    fill(
      this.header,
      root ? h('span', { class: 'head-mark' }, icon('scan', 32)) : button('', { id: 'go-back', icon: 'back', class: 'head-back', label: t('act.back'), onClick: () => this.back() }),
      h('h1', { tabIndex: -1 }, view.title),
      (app.signOn && app.signOn.state !== 'awaiting_approval') || Object.values(counts).some((count) => count > 0) ? queue : null,
    );
  }

  private back(): void {
    // The first screen of a visit may be any; then home is what lies behind it.
    if (history.length > 1 && history.state !== null) history.back();
    else this.go({ view: 'home' });
  }

  private drawNotices(): void {
    if (this.view?.full) return fill(this.notices);
    const { app } = this;
    const notices: (HTMLElement | null)[] = [];
    const ahead = app.api.clockAheadMs;
    if (this.wrong !== '') notices.push(h('div', { class: 'notice notice-failed', id: 'wrong' }, icon('alert'), h('p', {}, this.wrong)));
    if (this.takeNewVersion && !['capture', 'scan', 'type'].includes(this.route.view)) {
      notices.push(h('div', { class: 'notice notice-new' }, icon('retry'), h('p', {}, t('notice.newVersion')), button(t('act.reload'), { id: 'take-new-version', class: 'plain', onClick: () => this.takeNewVersion?.() })));
    }
    const { signOn } = app;
    if (signOn?.state === 'revoked' || signOn?.state === 'refused' || app.flusher.state.kind === 'paused') {
      notices.push(h('div', { class: 'notice notice-failed' }, icon('key'), h('p', {}, t('notice.keyEnded')), button(t('act.signOnAgain'), { id: 'sign-on-again', class: 'plain', onClick: () => app.go({ view: 'start' }) })));
    }
    if (signOn?.firmware?.state === 'refuse_new') notices.push(h('div', { class: 'notice notice-failed' }, icon('alert'), h('p', {}, t('notice.firmwareRefused', { detail: signOn.firmware.detail ?? '' }))));
    else if (signOn?.firmware?.state === 'warn') notices.push(h('div', { class: 'notice notice-waiting' }, icon('alert'), h('p', {}, t('notice.firmwareWarn', { detail: signOn.firmware.detail ?? '' }))));
    if (ahead !== null && app.api.clockWrong) {
      notices.push(h('div', { class: 'notice notice-waiting' }, icon('clock'), h('p', {}, t(ahead > 0 ? 'notice.clockSlow' : 'notice.clockFast', { span: span(ahead) }))));
    }
    fill(this.notices, ...notices);
  }
}
