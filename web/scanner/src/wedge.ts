/** A key as far as the wedge cares: `KeyboardEvent` without the browser, so that it can be tested. */
export interface WedgeKey {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
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
  private last = -Infinity;
  private torn = false;

  key(event: WedgeKey): WedgeVerdict {
    const gap = event.time - this.last;
    if (gap > (event.inField ? Wedge.maxFieldGapMs : Wedge.maxGapMs)) {
      const torn = !event.inField && this.text !== '' && gap < Wedge.forgottenMs;
      this.reset();
      this.torn = torn;
    }

    const control = event.ctrlKey && !event.altKey && !event.metaKey ? controls[event.key] : undefined;
    if (control !== undefined) {
      // Alone it is a shortcut of the browser; within a tag, or before one, it is the scanner's.
      const within = this.text !== '';
      this.push(control, event.time, false);
      return within || control === '\x1d' ? { kind: 'hold' } : { kind: 'pass' };
    }
    if (event.key === 'Enter' || event.key === 'Tab') return this.end();
    if (event.ctrlKey || event.altKey || event.metaKey) return { kind: 'pass' };
    // Shift is pressed between characters; anything else that is no character ends a tag.
    if (event.key === 'Shift' || event.key === 'CapsLock' || event.key === 'Control') return { kind: 'pass' };
    if ([...event.key].length !== 1) {
      this.reset();
      return { kind: 'pass' };
    }
    this.push(event.key, event.time, event.inField);
    // Outside fields a scanner's characters would press buttons (the space bar) or scroll.
    return !event.inField && event.key === ' ' && this.text.length > 1 ? { kind: 'hold' } : { kind: 'pass' };
  }

  private push(character: string, time: number, intoField: boolean): void {
    this.text += character;
    if (intoField) this.typed++;
    this.last = time;
  }

  private end(): WedgeVerdict {
    const { text, typed, torn } = this;
    this.reset();
    if (torn && text !== '') return { kind: 'broken' };
    return text.length >= Wedge.minLength ? { kind: 'tag', text, typed } : { kind: 'pass' };
  }

  private reset(): void {
    this.text = '';
    this.typed = 0;
    this.torn = false;
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
