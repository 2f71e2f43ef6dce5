import { Wedge, WedgeField } from './wedge.ts';

/**
 * Listens for keyboard-wedge scanners on the whole page, whether a field has the focus or not.
 * @param onBroken a tag came in pieces, so that nobody knows the whole of it
 * @param builtIn whether the scanner is part of this device and may come as an input method
 */
export function listenToWedge(onTag: (text: string) => void, onBroken: () => void, builtIn: () => boolean): void {
  const wedge = new Wedge();
  const field = new WedgeField();
  const catcher = makeCatcher();

  document.addEventListener('keydown', (event) => {
    if (event.target === catcher) {
      // Input methods hide what was pressed, but never Enter and Tab.
      if (event.key !== 'Enter' && event.key !== 'Tab') return;
      const text = field.end(catcher.value);
      catcher.value = '';
      if (text === null) return;
      event.preventDefault();
      give([text], event.timeStamp);
      return;
    }
    const target = typing(event.target);
    if (event.isComposing || event.keyCode === 229) return;
    const verdict = wedge.key({ key: event.key, ctrlKey: event.ctrlKey, altKey: event.altKey, metaKey: event.metaKey, repeat: event.repeat, time: event.timeStamp, inField: target !== null });
    if (verdict.kind === 'pass') return;
    event.preventDefault();
    event.stopPropagation();
    if (verdict.kind === 'broken') onBroken();
    if (verdict.kind !== 'tag') return;
    // What the scanner typed into a person's field is taken out again.
    if (target && verdict.typed > 0) {
      target.value = target.value.slice(0, -verdict.typed);
      target.dispatchEvent(new Event('input', { bubbles: true }));
    }
    onTag(verdict.text);
  }, { capture: true });

  catcher.addEventListener('input', (event) => {
    if ((event as InputEvent).isComposing) return;
    takeOut(event.timeStamp);
  });
  catcher.addEventListener('compositionend', (event) => takeOut(event.timeStamp));
  catcher.addEventListener('blur', (event) => {
    if (catcher.value === '') return;
    catcher.value = '';
    wedge.tear(event.timeStamp);
  });

  function takeOut(time: number): void {
    const { tags, rest } = field.input(catcher.value);
    if (tags.length === 0) return;
    catcher.value = rest;
    give(tags, time);
  }

  function give(tags: readonly string[], time: number): void {
    if (wedge.endElsewhere(time)) onBroken();
    else for (const tag of tags) onTag(tag);
  }

  // Handhelds whose scanner is an input method write only where the focus is: with nothing else in use, that is the catcher.
  setInterval(() => {
    const focused = document.activeElement;
    if (builtIn() && !wedge.isWithin(performance.now()) && (focused === null || focused === document.body || focused.tagName === 'H1')) catcher.focus({ preventScroll: true });
  }, 500);
}

/** A field that nobody sees, and that opens no keyboard on the screen. */
function makeCatcher(): HTMLTextAreaElement {
  const catcher = document.createElement('textarea');
  catcher.className = 'unseen';
  catcher.id = 'wedge';
  catcher.inputMode = 'none';
  catcher.tabIndex = -1;
  catcher.rows = 1;
  catcher.autocomplete = 'off';
  catcher.spellcheck = false;
  catcher.setAttribute('aria-hidden', 'true');
  catcher.setAttribute('autocapitalize', 'none');
  catcher.setAttribute('data-scanner-only', '');
  document.body.append(catcher);
  return catcher;
}

function typing(target: EventTarget | null): HTMLInputElement | HTMLTextAreaElement | null {
  if (target instanceof HTMLTextAreaElement) return target;
  return target instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'file', 'submit'].includes(target.type) ? target : null;
}
