/** A key as far as the wedge cares: `KeyboardEvent` without the browser, so that it can be tested. */
export interface WedgeKey {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  /** It is held down, which no scanner does. */
  repeat: boolean;
  /** Milliseconds on any clock that does not go back. */
  time: number;
  /** Whether the focus is in a field that a person may be typing in. */
  inField: boolean;
}

/**
 * What to do with a key: let it be, keep it from the page, or a whole tag has come (and `typed` characters of it already stand in the field). `broken` is
 * the end of one that came in pieces: half a tag may be another asset's.
 */
export type WedgeVerdict = { kind: 'pass' } | { kind: 'hold' } | { kind: 'tag'; text: string; typed: number } | { kind: 'broken' };

/** Scanners send control characters as Ctrl and the character 64 above. */
const controls: Record<string, string> = { ']': '\x1d', '^': '\x1e', '6': '\x1e', d: '\x04', D: '\x04' };

/** Pressed between characters, and part of none. */
const modifiers = ['Shift', 'CapsLock', 'Control', 'Alt', 'AltGraph'];

/**
 * Tells a keyboard-wedge scanner from a person: a scanner's keys follow each other within milliseconds and end in CR or TAB. Works wherever the focus is;
 * fields of Android input methods, which hide the keys, are read by `WedgeField`.
 */
export class Wedge {
  /** Outside fields nobody types; a busy phone may hand keys on late, but not this late. */
  static readonly maxGapMs = 1000;
  /** In a field a person types into, only what is faster than anybody types counts. */
  static readonly maxFieldGapMs = 40;
  /** What comes this long after a piece of a tag has nothing to do with it. */
  static readonly forgottenMs = 3000;
  /** Fewer characters than this are no tag, and never swallow a field's Enter. */
  static readonly minLength = 4;

  private text = '';
  private typed = 0;
  private began = -Infinity;
  private last = -Infinity;
  /** Until then what comes may be the rest of what a scanner began. */
  private tornUntil = -Infinity;
  /** Until then what comes may have begun as what looked like a person's typing. */
  private typingUntil = -Infinity;

  key(event: WedgeKey): WedgeVerdict {
    const slowest = event.inField || this.typed > 0 ? Wedge.maxFieldGapMs : Wedge.maxGapMs;
    if (event.time - this.last > slowest) this.cut();

    const control = event.ctrlKey && !event.altKey && !event.metaKey ? controls[event.key] : undefined;
    if (control !== undefined) {
      // Alone it is a shortcut of the browser; within a tag, or before one, it is the scanner's.
      const within = this.text !== '';
      this.push(control, event.time, false);
      return within || control === '\x1d' ? { kind: 'hold' } : { kind: 'pass' };
    }
    if (event.key === 'Enter' || event.key === 'Tab') return this.end();
    if (modifiers.includes(event.key)) {
      if (this.text !== '') this.last = event.time;
      return { kind: 'pass' };
    }
    // Ctrl and Alt together are how some keyboards write a bracket.
    const shortcut = event.metaKey || event.ctrlKey !== event.altKey;
    if (event.repeat || shortcut || [...event.key].length !== 1) {
      // A key that stands for no character may have stood for one of the tag's.
      this.cut();
      return { kind: 'pass' };
    }
    this.push(event.key, event.time, event.inField);
    // Outside fields a scanner's characters would press buttons (the space bar) or scroll.
    return !event.inField && event.key === ' ' && this.text.length > 1 ? { kind: 'hold' } : { kind: 'pass' };
  }

  /** A tag has begun and not ended: not the moment to move the focus. */
  isWithin(time: number): boolean {
    return this.text !== '' && time - this.last <= Wedge.maxGapMs;
  }

  /** A piece of a tag went elsewhere: what follows is not the whole of it. */
  tear(time: number): void {
    this.tornUntil = time + Wedge.forgottenMs;
  }

  /** A tag ended elsewhere. Whether a piece of it had come here. */
  endElsewhere(time: number): boolean {
    const torn = this.isWithin(time) || time < this.tornUntil;
    this.forget();
    return torn;
  }

  private push(character: string, time: number, intoField: boolean): void {
    if (this.text === '') this.began = time;
    this.text += character;
    if (intoField) this.typed++;
    this.last = time;
  }

  private end(): WedgeVerdict {
    const { text, typed, began } = this;
    const whole = text.length >= Wedge.minLength;
    const torn = began < this.tornUntil || (whole && began < this.typingUntil);
    this.forget();
    if (torn && text !== '') return { kind: 'broken' };
    return whole ? { kind: 'tag', text, typed } : { kind: 'pass' };
  }

  /** What has come is no whole tag, and what follows may be the rest of it. */
  private cut(): void {
    if (this.text === '') return;
    // Nobody types outside fields, or so fast.
    if (this.text.length > this.typed || this.text.length >= Wedge.minLength) this.tear(this.last);
    else this.typingUntil = this.last + Wedge.maxGapMs;
    this.clear();
  }

  private forget(): void {
    this.clear();
    this.tornUntil = this.typingUntil = -Infinity;
  }

  private clear(): void {
    this.text = '';
    this.typed = 0;
    this.last = -Infinity;
  }
}

/**
 * A field that only a scanner writes into, for input methods that send `Unidentified` keys (keyCode 229) or paste whole texts: what stands in it when CR or
 * TAB comes, in whatever way, is the tag.
 */
export class WedgeField {
  /** The field's content after an input; returns the tag once it is ended, and what is to stand in the field then. */
  input(value: string): { tags: string[]; rest: string } {
    const pieces = value.split(/[\r\n\t]+/);
    const rest = pieces.pop() ?? '';
    return { tags: pieces.filter((piece) => piece.trim() !== ''), rest };
  }

  /** Enter or TAB came as a key of its own. */
  end(value: string): string | null {
    return value.trim() === '' ? null : value.replace(/[\r\n\t]+$/, '');
  }
}
