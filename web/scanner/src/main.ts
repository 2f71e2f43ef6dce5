import { App, type Reading, type ReadOutcome, type Route } from './app.ts';
import { arrivedWith } from './arrived.ts';
import { listenToWedge } from './wedge-listener.ts';
import { Shell, type View } from './shell.ts';
import { Store } from './store.ts';
import { keepOnPhone } from './update.ts';
import { answerView } from './views/answer.ts';
import { captureView } from './views/capture.ts';
import { chooseAssetView } from './views/choose-asset.ts';
import { homeView } from './views/home.ts';
import { queueView, troubleView } from './views/queue.ts';
import { refusal, scanView } from './views/scan.ts';
import { settingsView } from './views/settings.ts';
import { approvalView, enrol, keyEntryView, startView, whoView } from './views/start.ts';
import { typeView } from './views/type.ts';
import { workView } from './views/work.ts';
import { t } from './words.ts';

const root = document.getElementById('app') as HTMLElement;

interface InstallPrompt extends Event {
  prompt(): Promise<void>;
}

async function begin(): Promise<void> {
  const store = await Store.open();
  const app = await App.begin(store);
  let install: InstallPrompt | null = null;
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    install = event as InstallPrompt;
  });
  const shell: Shell = new Shell(root, app, (_, route) => screen(route));

  /** What every way of reading ends in: the scan is on the phone, or a person is told why not. */
  async function take(reading: Reading): Promise<ReadOutcome> {
    const outcome = await app.read(reading);
    switch (outcome.kind) {
      case 'enrolment':
        app.feedback.give('read');
        if (app.signOn?.state === 'active' && app.flusher.state.kind !== 'paused') shell.alert(t('refused.signedOn'));
        else await enrol(app, outcome.code);
        break;
      case 'draft':
        app.feedback.give('read');
        shell.say(t('say.read'));
        app.go({ view: 'capture', seq: outcome.seq });
        break;
      case 'waits':
        app.feedback.give('read');
        shell.say(t('say.waits'));
        app.go(app.signOn?.state === 'active' ? { view: 'capture', seq: outcome.seq } : { view: 'home' });
        break;
      case 'saved':
        app.feedback.give('saved');
        shell.say(t('say.saved'));
        break;
      case 'notSaved':
        app.feedback.give('error');
        shell.alert(refusal(outcome));
        break;
      case 'refused':
        app.feedback.give(outcome.why === 'again' ? 'duplicate' : 'error');
        shell.alert(refusal(outcome));
        if (outcome.why === 'noOperator') app.go({ view: 'who' });
        if (outcome.why === 'signedOff') app.go({ view: 'start', message: t('refused.signedOff') });
        break;
    }
    return outcome;
  }

  async function screen(route: Route): Promise<View> {
    const state = app.signOn?.state;
    const open: Route['view'][] = ['start', 'keyEntry', 'enrolScan', 'queue', 'trouble', 'settings', 'answer'];
    if (state === 'awaiting_approval' && !open.includes(route.view)) return approvalView(app);
    if (state === undefined && !open.includes(route.view)) return startView(app);
    switch (route.view) {
      case 'start':
        return startView(app, route.message, route.signedIn);
      case 'home':
        return homeView(app);
      case 'scan':
        return scanView(app, { title: t('scan.title'), take, say: (text) => shell.say(text) });
      case 'enrolScan':
        return scanView(app, { title: t('scan.enrolment'), onlyEnrolment: true, take, say: (text) => shell.say(text) });
      case 'type':
        return typeView(app, (text) => void take({ text, source: 'typed' }).then((outcome) => {
          if (outcome.kind === 'saved') app.go({ view: 'answer', seq: outcome.seq });
        }));
      case 'capture':
        return app.signOn?.operator_id ? captureView(app, route.seq) : whoView(app, route);
      case 'answer':
        return answerView(app, route.seq);
      case 'queue':
        return queueView(app);
      case 'trouble':
        return troubleView(app, route.seq);
      case 'chooseAsset':
        return chooseAssetView(app, route.seq);
      case 'settings':
        return settingsView(app, () => shell.redraw(), install ? () => void install?.prompt() : null);
      case 'who':
        return whoView(app);
      case 'keyEntry':
        return keyEntryView(app);
      case 'work':
        return workView(app);
    }
  }

  listenToWedge((text) => void take({ text, source: 'wedge' }).then((outcome) => {
    if (outcome.kind === 'saved' && shell.current.view !== 'scan') app.go({ view: 'answer', seq: outcome.seq });
  }), () => {
    app.feedback.give('error');
    shell.alert(t('refused.broken'));
  }, () => app.settings.builtInScanner);
  document.addEventListener('scanward:read', (event) => void take((event as CustomEvent<Reading>).detail));
  // Sound is allowed after the first tap, wherever it is.
  addEventListener('pointerdown', () => app.feedback.unlock(), { once: true });

  const arrived = arrivedWith(location.hash);
  const again = history.state as Route | null;
  // The address holds no codes for long: not in the history, not on a screenshot. From here on it is the one that the phone keeps.
  history.replaceState(again ?? { view: 'home' }, '', '/scan/');
  // A link that is opened where the scanner is open already only changes the fragment.
  addEventListener('hashchange', () => {
    if (arrivedWith(location.hash).kind !== 'nothing') location.reload();
  });
  await shell.show(again && arrived.kind === 'nothing' ? again : { view: 'home' });
  app.run();
  if (arrived.kind === 'enrol') await enrol(app, arrived.code);
  else if (arrived.kind === 'signedIn' && app.signOn?.state !== 'active') app.go({ view: 'start', signedIn: true });
  else if (arrived.kind === 'tag') await take({ text: arrived.tag, source: 'link' });
  await keepOnPhone((takeOver) => {
    shell.takeNewVersion = takeOver;
    if (!['capture', 'scan', 'type'].includes(shell.current.view)) shell.say(t('notice.newVersion'));
  });
}

// The installed app is what lies below /scan/. The fragment goes along.
if (location.pathname === '/scan') location.replace(`/scan/${location.search}${location.hash}`);
else begin().catch((fault: unknown) => {
  // Without its store the scanner could keep nothing: say so rather than pretend.
  const note = document.createElement('p');
  note.className = 'notice notice-failed';
  note.setAttribute('role', 'alert');
  note.textContent = `${t('notice.noStore')} ${fault instanceof Error ? fault.message : String(fault)}`;
  root.replaceChildren(note);
  throw fault;
});
