import type { App, Reading, ReadOutcome } from '../app.ts';
import { findAsset } from '../assets.ts';
import { Camera, type NoCamera } from '../camera.ts';
import { Decoder } from '../decoder.ts';
import type { FoundCode, FromDecoder } from '../decoder.worker.ts';
import { button, fill, h, icon } from '../dom.ts';
import { aimedAt, Gate, type Read } from '../gate.ts';
import { hasNfc, listenNfc } from '../nfc.ts';
import type { StoredScan } from '../scan.ts';
import type { View } from '../shell.ts';
import { t, tOr } from '../words.ts';
import { scanChip, scanName, tagText, typeName } from './parts.ts';

const idleMs = 30_000;
const hintAfterMs = 2500;
const unclearMs = 700;
/** The camera, its decoder and what was read a moment ago outlive this screen, so that a visit asks for the camera once. */
let kept: { camera: Camera; decoder: Decoder; gate: Gate } | null = null;

/** Starts the decoder before it is wanted, so that the first label is read as quickly as the next. */
export function warmUp(): void {
  kept ??= { camera: new Camera(h('video', { id: 'viewfinder', muted: true, playsInline: true })), decoder: new Decoder(), gate: new Gate() };
}

export interface ScanScreen {
  title: string;
  /** The camera is there only to read an enrolment code. */
  onlyEnrolment?: boolean;
  take(reading: Reading): Promise<ReadOutcome>;
  say(text: string): void;
}

const leftOf = (code: FoundCode): number => Math.min(...code.corners.map((corner) => corner.x));

/** The viewfinder. */
export function scanView(app: App, screen: ScanScreen): View {
  warmUp();
  const { camera, decoder, gate } = kept as NonNullable<typeof kept>;
  camera.video.setAttribute('aria-label', t('scan.viewfinder'));
  const hint = h('p', { class: 'scan-hint', role: 'status' });
  const frame = h('div', { class: 'reticle', 'aria-hidden': 'true' });
  const choices = h('div', { class: 'scan-choices' });
  const tools = h('div', { class: 'scan-tools' });
  const last = h('div', { class: 'scan-last' });
  const blocked = h('div', { class: 'scan-blocked stack' });
  const nfc = new AbortController();
  let gone = false;
  let paused = false;
  let lastRead = performance.now();
  let taking: Promise<void> = Promise.resolve();
  let looking = false;
  let unclearSince = 0;

  const tell = (text: string): void => {
    if (hint.textContent !== text) hint.textContent = text;
  };
  const take = async (reading: Reading): Promise<void> => {
    if (gone) return;
    lastRead = performance.now();
    const outcome = await screen.take(reading);
    if (gone) return;
    if (outcome.kind === 'saved') {
      const scan = await app.store.scan(outcome.seq);
      if (scan) showLast(scan);
    }
  };
  const showLast = (scan: StoredScan): void => {
    last.dataset['seq'] = String(scan.seq);
    fill(last, h('button', { type: 'button', class: 'row', id: 'last-scan', on: { click: () => app.go({ view: 'answer', seq: scan.seq as number }) } }, h('span', { class: 'grow' }, scanName(scan)), scanChip(scan)));
  };
  const onFrame = ({ codes, trouble }: Extract<FromDecoder, { kind: 'frame' }>): void => {
    if (gone || paused) return;
    const now = performance.now();
    if (!looking) gate.resume(now);
    looking = true;
    if (codes.length > 0) lastRead = now;
    const rounds = app.settings.rounds && !screen.onlyEnrolment;
    const aimed = aimedAt(codes);
    // On a round everything in view is wanted; else what is aimed at.
    const fresh = gate.see(rounds ? codes : aimed ? [aimed] : [], now);
    // One after the other, in the order in which they were seen.
    for (const code of fresh) taking = taking.then(() => take(readingOf(code)));
    // Two in view for a moment are usually one that is being aimed at.
    if (rounds || codes.length < 2 || aimed) unclearSince = 0;
    else unclearSince ||= now;
    if (unclearSince > 0 && now - unclearSince > unclearMs) offer(codes);
    frame.classList.toggle('seen', codes.length > 0);
    if (codes.length > 0) tell(fresh.length === 0 && codes.some((code) => gate.suppressed(code)) ? t('scan.already') : '');
    else if (trouble && now - lastRead > hintAfterMs) tell(t(`scan.trouble.${trouble}`));
    else if (now - lastRead > hintAfterMs * 2) tell(t('scan.aim'));
  };
  const offer = (codes: readonly FoundCode[]): void => {
    if (choices.childElementCount > 0) return;
    screen.say(t('scan.several', { count: codes.length }));
    const fromTheLeft = [...codes].sort((a, b) => leftOf(a) - leftOf(b)).slice(0, 5);
    fill(choices, h('p', {}, t('scan.several', { count: codes.length })), ...fromTheLeft.map((code) => choice(code)), button(t('scan.aimAgain'), {
      class: 'quiet', onClick: () => {
        fill(choices);
        unclearSince = 0;
      },
    }));
  };
  /** By its tag, and by the asset's name as soon as this phone has looked it up. */
  const choice = (code: FoundCode): HTMLElement => {
    const choose = (): void => {
      fill(choices);
      unclearSince = 0;
      void take(readingOf(code));
    };
    const shown = h('button', { type: 'button', class: 'choice', on: { click: choose } }, tagText(code.text));
    void findAsset(app.store, code.text, code.symbology, app.host).then((asset) => {
      if (asset) fill(shown, h('span', {}, h('strong', {}, asset.name), h('span', { class: 'choice-id' }, [asset.asset_id, asset.location].filter(Boolean).join(' · '))));
    });
    return shown;
  };
  const drawTools = (): void => {
    const range = camera.zoomRange;
    fill(tools,
      camera.hasTorch && button('', { id: 'torch', icon: 'torch', class: 'square', label: t('scan.torch'), pressed: camera.torch, onClick: () => void camera.setTorch(!camera.torch).then(drawTools) }),
      range && button('', { id: 'zoom-out', icon: 'minus', class: 'square', label: t('scan.zoomOut'), onClick: () => void camera.setZoom((camera.zoom ?? range.min) - (range.max - range.min) / 6).then(drawTools) }),
      range && button('', { id: 'zoom-in', icon: 'plus', class: 'square', label: t('scan.zoomIn'), onClick: () => void camera.setZoom((camera.zoom ?? range.min) + (range.max - range.min) / 6).then(drawTools) }),
      button('', { id: 'next-camera', icon: 'swap', class: 'square', label: t('scan.nextCamera'), onClick: () => void nextCamera() }),
      hasNfc() && !screen.onlyEnrolment && button('', { id: 'nfc', icon: 'nfc', class: 'square', label: t('scan.nfc'), onClick: () => void startNfc() }),
      !screen.onlyEnrolment && button('', { id: 'type-tag', icon: 'keyboard', class: 'square', label: t('home.typeIt'), onClick: () => app.go({ view: 'type' }) }));
  };
  const nextCamera = async (): Promise<void> => {
    const cameras = await camera.list();
    const at = cameras.findIndex(({ id }) => id === camera.deviceId);
    const next = cameras[(at + 1) % cameras.length];
    if (!next || cameras.length < 2) return tell(t('scan.oneCamera'));
    await app.setSettings({ cameraId: next.id });
    await start();
    tell(next.name);
  };
  const startNfc = async (): Promise<void> => {
    const on = await listenNfc((text) => void take({ text, source: 'nfc' }), () => tell(t('scan.nfcUnreadable')), nfc.signal);
    tell(t(on ? 'scan.nfcOn' : 'scan.nfcOff'));
  };
  const start = async (): Promise<void> => {
    fill(blocked);
    paused = false;
    looking = false;
    lastRead = performance.now();
    const began = await camera.start(app.settings.cameraId);
    if (gone) return camera.pause();
    if (!began.ok) return noCamera(began.why);
    if (decoder.failure !== null) return noDecoder(decoder.failure);
    drawTools();
  };
  const noCamera = (why: NoCamera): void => {
    screen.say(t(`camera.${why}`));
    fill(blocked, icon('camera', 56), h('p', { class: 'lead' }, t(`camera.${why}`)), h('p', { class: 'soft' }, t('camera.other')),
      button(t('camera.again'), { id: 'camera-again', icon: 'retry', class: 'strong', onClick: () => void start() }),
      !screen.onlyEnrolment && button(t('home.typeIt'), { id: 'blocked-type', icon: 'keyboard', class: 'button', onClick: () => app.go({ view: 'type' }) }));
    drawTools();
  };
  const noDecoder = (detail: string): void => {
    fill(blocked, icon('alert', 56), h('p', { class: 'lead' }, t('camera.noDecoder')), h('p', { class: 'soft' }, detail), button(t('act.reload'), { class: 'strong', onClick: () => location.reload() }));
  };
  const pause = (): void => {
    paused = true;
    camera.pause();
    tell('');
    screen.say(t('scan.paused'));
    const go = button(t('scan.goOn'), { id: 'go-on', icon: 'play', class: 'button strong', onClick: () => void start() });
    fill(blocked, icon('pause', 56), h('p', { class: 'lead' }, t('scan.paused')), go);
    go.focus();
  };
  /** One look a video frame, where the browser tells of them; the decoder takes what it can. */
  const loop = (): void => {
    if (gone) return;
    const idle = performance.now() - lastRead > idleMs;
    if (idle && !paused && camera.live) pause();
    if (!paused && camera.live && choices.childElementCount === 0 && document.visibilityState === 'visible') {
      decoder.read(camera.video).catch((fault: unknown) => {
        decoder.release();
        // The video was taken away between two frames.
        if (!(fault instanceof DOMException)) throw fault;
      });
    }
    setTimeout(loop, 33);
  };
  const seen = (): void => {
    // After sleep the camera may be dead without a word.
    if (document.visibilityState === 'visible' && !paused) void start();
    else if (document.visibilityState === 'hidden') camera.pause();
  };
  camera.onLost = () => {
    if (!gone && document.visibilityState === 'visible') void start();
  };
  decoder.onFrame = onFrame;
  decoder.onFailure = noDecoder;
  document.addEventListener('visibilitychange', seen);
  void start();
  loop();

  const mode = screen.onlyEnrolment ? t('scan.enrolment') : app.settings.rounds ? t('scan.rounds', { type: typeName(app.settings.scanType) }) : typeName(app.settings.scanType);
  const body = h('div', { class: 'scanner' },
    h('div', { class: 'scan-stage' }, camera.video, frame, h('p', { class: 'scan-mode' }, mode), blocked, choices),
    h('div', { class: 'scan-panel' }, hint, last, tools,
      button(t('scan.stop'), { id: 'stop-scanning', icon: 'back', class: 'primary on-dark', onClick: () => app.go({ view: screen.onlyEnrolment ? 'start' : 'home' }) })));
  return {
    title: screen.title, body, full: true, tell,
    onChange: (scans) => {
      const mine = scans.find((scan) => String(scan.seq) === last.dataset['seq']);
      if (mine) showLast(mine);
    },
    dispose: () => {
      gone = true;
      nfc.abort();
      document.removeEventListener('visibilitychange', seen);
      decoder.onFrame = null;
      camera.onLost = null;
      camera.pause();
    },
  };
}

function readingOf(code: Read): Reading {
  return { text: code.text, symbology: code.symbology, source: 'camera' };
}

export function refusal(outcome: Extract<ReadOutcome, { kind: 'refused' | 'notSaved' }>): string {
  if (outcome.kind === 'notSaved') return `${t('capture.notSaved')} ${outcome.why.kind === 'full' ? t('capture.full') : t('capture.writeFailed', { detail: outcome.why.detail })}`;
  return tOr(`refused.${outcome.why}`, outcome.why);
}
