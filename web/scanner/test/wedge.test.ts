import { describe, expect, test } from 'vitest';
import { Wedge, WedgeField, type WedgeVerdict } from '../src/wedge.ts';

interface Typing {
  gap?: number;
  inField?: boolean;
  end?: string;
}

/** Types a text key by key; `\x1d` as scanners send it, Ctrl and ]. Returns the last verdict, and every verdict before. */
function type(wedge: Wedge, text: string, { gap = 10, inField = false, end = 'Enter' }: Typing = {}, from = 1000): { last: WedgeVerdict; before: WedgeVerdict[] } {
  let time = from;
  const verdicts = [...text, end].map((character) => {
    time += gap;
    const control = character === '\x1d' ? ']' : character === '\x1e' ? '^' : null;
    return wedge.key({ key: control ?? character, ctrlKey: control !== null, altKey: false, metaKey: false, repeat: false, time, inField });
  });
  return { last: verdicts.at(-1) as WedgeVerdict, before: verdicts.slice(0, -1) };
}

describe('a scanner that types', () => {
  test('is heard without focus, ended by CR', () => {
    expect(type(new Wedge(), '11M55G0JJ').last).toEqual({ kind: 'tag', text: '11M55G0JJ', typed: 0 });
  });

  test('is heard without focus, ended by TAB', () => {
    expect(type(new Wedge(), '11M55G0JJ', { end: 'Tab' }).last).toEqual({ kind: 'tag', text: '11M55G0JJ', typed: 0 });
  });

  test('keeps control characters', () => {
    const { last } = type(new Wedge(), ']d2010952012345678821X7\x1d10LOT7');
    expect(last).toEqual({ kind: 'tag', text: ']d2010952012345678821X7\x1d10LOT7', typed: 0 });
    expect(type(new Wedge(), '[)>\x1e06\x1d25SUN043325711MH80312').last).toMatchObject({ text: '[)>\x1e06\x1d25SUN043325711MH80312' });
  });

  test('is told apart from a person in a field by its pace, and says how much to take out', () => {
    expect(type(new Wedge(), '11M55G0JJ', { inField: true }).last).toEqual({ kind: 'tag', text: '11M55G0JJ', typed: 9 });
    expect(type(new Wedge(), '11M55G0JJ', { inField: true, gap: 60 }).last).toEqual({ kind: 'pass' });
  });

  test('may be as slow as a radio link on a busy phone outside fields', () => {
    expect(type(new Wedge(), '11M55G0JJ', { gap: 200 }).last).toEqual({ kind: 'tag', text: '11M55G0JJ', typed: 0 });
  });

  test('whose tag came in pieces is refused, since half a tag may be another one', () => {
    const wedge = new Wedge();
    for (const [at, key] of ['1', '1', 'M'].entries()) wedge.key({ key, ctrlKey: false, altKey: false, metaKey: false, repeat: false, time: at * 10, inField: false });
    expect(type(wedge, '55G0JJ', {}, 1500).last).toEqual({ kind: 'broken' });
    expect(type(wedge, '55G0JJ', {}, 1600).last).toMatchObject({ kind: 'tag' });
  });

  test('is not mixed up with a key that was pressed long before', () => {
    const wedge = new Wedge();
    wedge.key({ key: 'x', ctrlKey: false, altKey: false, metaKey: false, repeat: false, time: 0, inField: false });
    expect(type(wedge, '11M55G0JJ', {}, 5000).last).toEqual({ kind: 'tag', text: '11M55G0JJ', typed: 0 });
  });

  test('does not press buttons with the spaces in a tag', () => {
    const { before, last } = type(new Wedge(), 'PUMP 12');
    expect(before[4]).toEqual({ kind: 'hold' });
    expect(last).toMatchObject({ text: 'PUMP 12' });
  });

  test('sends shifted characters with the shift key between', () => {
    const wedge = new Wedge();
    let time = 0;
    const press = (key: string): WedgeVerdict => wedge.key({ key, ctrlKey: false, altKey: false, metaKey: false, repeat: false, time: (time += 10), inField: false });
    for (const key of ['Shift', 'A', 'Shift', 'H', 'Shift', 'U', '-', '1']) press(key);
    expect(press('Enter')).toMatchObject({ text: 'AHU-1' });
  });

  test('may write a bracket with Ctrl and Alt, as German keyboards do', () => {
    const wedge = new Wedge();
    let time = 0;
    const press = (key: string, altGr = false): WedgeVerdict => wedge.key({ key, ctrlKey: altGr, altKey: altGr, metaKey: false, repeat: false, time: (time += 10), inField: false });
    press('AltGraph', true);
    press(']', true);
    for (const key of 'C1800495') press(key);
    expect(press('Enter')).toMatchObject({ text: ']C1800495' });
  });

  test('starts anew after a tag', () => {
    const wedge = new Wedge();
    type(wedge, '11M55G0JJ');
    expect(type(wedge, '4S21M4AMX', {}, 1110).last).toMatchObject({ text: '4S21M4AMX' });
  });
});

describe('a piece of a tag', () => {
  /** Keys with a pause before each, in milliseconds; the last verdict. */
  const keys = (wedge: Wedge, inField: boolean, presses: (string | [string, number])[], from = 1000): WedgeVerdict => {
    let time = from;
    let verdict: WedgeVerdict = { kind: 'pass' };
    for (const press of presses) {
      const [key, gap] = typeof press === 'string' ? [press, 10] : press;
      verdict = wedge.key({ key, ctrlKey: false, altKey: false, metaKey: false, repeat: false, time: (time += gap), inField });
    }
    return verdict;
  };
  const whole = { kind: 'tag', text: '4S21M4AMX' };

  test.each([41, 60, 200, 900, 2900])('is none in a field, when the scanner stopped for %i ms in the middle', (gap) => {
    const wedge = new Wedge();
    expect(keys(wedge, true, [...'AHU-0', ['0', gap], ...'0123', 'Enter'])).toEqual({ kind: 'broken' });
    expect(type(wedge, '4S21M4AMX', { inField: true }, 5000).last).toMatchObject(whole);
  });

  test.each([41, 200, 900])('is none in a field, when only its first characters came before a stop of %i ms', (gap) => {
    expect(keys(new Wedge(), true, ['A', ['H', gap], ...'U-000123', 'Enter'])).toEqual({ kind: 'broken' });
  });

  test('is none in a field, when its end is too short for a tag', () => {
    expect(keys(new Wedge(), true, [...'AHU-0001', ['2', 100], '3', 'Enter'])).toEqual({ kind: 'broken' });
  });

  test('is none in a field, when it began as slowly as a person types', () => {
    expect(keys(new Wedge(), true, [['A', 100], ['H', 100], ['U', 100], ['-', 100], ['0', 100], ...'00123', 'Enter'])).toEqual({ kind: 'broken' });
  });

  test('is none, and no part of what a person typed, when the field was left in the middle', () => {
    const wedge = new Wedge();
    keys(wedge, true, [...'AHU-0']);
    expect(keys(wedge, false, [...'00123', 'Enter'], 1200)).toEqual({ kind: 'broken' });
    keys(wedge, true, [['n', 150], ['o', 150]], 20_000);
    expect(keys(wedge, false, [...'AHU-000123', 'Enter'], 20_700)).toEqual({ kind: 'broken' });
  });

  test('is none when the field was entered in the middle', () => {
    const wedge = new Wedge();
    keys(wedge, false, ['A', 'H']);
    expect(keys(wedge, true, [...'U-000123', 'Enter'], 1200)).toEqual({ kind: 'broken' });
  });

  test('is none when a key without a character stood in the middle, as some scanners send for GS', () => {
    for (const key of ['F8', 'Unidentified', 'ArrowDown']) expect(keys(new Wedge(), false, [...'010952', key, ...'10LOT7', 'Enter']), key).toEqual({ kind: 'broken' });
  });

  test('is none when another part went into the field for input methods, whichever end comes there', () => {
    const split = new Wedge();
    expect(split.endElsewhere(900)).toBe(false);
    keys(split, false, [...'AHU-0']);
    expect(split.endElsewhere(1100)).toBe(true);
    expect(split.endElsewhere(1200)).toBe(false);
    const wedge = new Wedge();
    wedge.tear(1000);
    expect(keys(wedge, false, [...'00123', 'Enter'], 1100)).toEqual({ kind: 'broken' });
  });

  test('is none where bunched keys follow slow ones, whatever the field and the pace', () => {
    for (const inField of [true, false]) {
      for (const gap of [45, 80, 150, 400, 990]) {
        for (let split = 1; split < 6; split++) {
          const tag = 'AHU-000123';
          const slow = [...tag.slice(0, split)].map((key): [string, number] => [key, gap]);
          const verdict = keys(new Wedge(), inField, [...slow, [tag[split] as string, gap], ...tag.slice(split + 1), 'Enter']);
          expect(verdict, `${inField} ${gap} ${split}`).toEqual(inField ? { kind: 'broken' } : { kind: 'tag', text: tag, typed: 0 });
        }
      }
    }
  });

  test('ends with its Enter: the next tag is taken', () => {
    const wedge = new Wedge();
    keys(wedge, true, [...'AHU-0', ['0', 100], ...'0123', 'Enter']);
    expect(type(wedge, '4S21M4AMX', { inField: true }, 1300).last).toMatchObject(whole);
  });

  test('is told by whoever is about to move the focus', () => {
    const wedge = new Wedge();
    expect(wedge.isWithin(1000)).toBe(false);
    keys(wedge, false, [...'AHU'], 1000);
    expect(wedge.isWithin(1500)).toBe(true);
    expect(wedge.isWithin(5000)).toBe(false);
  });
});

describe('a person', () => {
  test('who typed, and scans after a moment, has the tag taken and the own words left', () => {
    const wedge = new Wedge();
    for (const [at, key] of [...'noisy'].entries()) wedge.key({ key, ctrlKey: false, altKey: false, metaKey: false, repeat: false, time: at * 120, inField: true });
    expect(type(wedge, '11M55G0JJ', { inField: true }, 2000).last).toEqual({ kind: 'tag', text: '11M55G0JJ', typed: 9 });
  });

  test.each([60, 90, 150, 400])('who types with %i ms between keys keeps every key, Enter too', (gap) => {
    const { last, before } = type(new Wedge(), 'the pump is loud', { inField: true, gap });
    expect([...before, last]).toEqual(Array.from({ length: 17 }, () => ({ kind: 'pass' })));
  });

  test('who rolls over the keys keeps Enter', () => {
    const wedge = new Wedge();
    let time = 0;
    for (const [key, gap] of [['t', 120], ['h', 30], ['e', 90], ['r', 35], ['e', 30]] as const) wedge.key({ key, ctrlKey: false, altKey: false, metaKey: false, repeat: false, time: (time += gap), inField: true });
    expect(wedge.key({ key: 'Enter', ctrlKey: false, altKey: false, metaKey: false, repeat: false, time: time + 35, inField: true })).toEqual({ kind: 'pass' });
  });

  test('who holds a key down scans nothing', () => {
    const wedge = new Wedge();
    for (let at = 0; at < 9; at++) wedge.key({ key: '-', ctrlKey: false, altKey: false, metaKey: false, repeat: at > 0, time: at * 30, inField: true });
    expect(wedge.key({ key: 'Enter', ctrlKey: false, altKey: false, metaKey: false, repeat: false, time: 270, inField: true })).toEqual({ kind: 'pass' });
  });

  test('who presses Enter after a scanner that sends none has it', () => {
    const wedge = new Wedge();
    type(wedge, '11M55G0J', { inField: true, end: 'J' });
    expect(wedge.key({ key: 'Enter', ctrlKey: false, altKey: false, metaKey: false, repeat: false, time: 2000, inField: true })).toEqual({ kind: 'pass' });
  });

  test('may press Enter, Tab and shortcuts', () => {
    const wedge = new Wedge();
    for (const key of ['Enter', 'Tab', 'Escape', 'ArrowDown']) {
      expect(wedge.key({ key, ctrlKey: false, altKey: false, metaKey: false, repeat: false, time: 0, inField: false })).toEqual({ kind: 'pass' });
    }
    expect(wedge.key({ key: 'd', ctrlKey: true, altKey: false, metaKey: false, repeat: false, time: 0, inField: false })).toEqual({ kind: 'pass' });
    expect(wedge.key({ key: 'c', ctrlKey: true, altKey: false, metaKey: false, repeat: false, time: 0, inField: false })).toEqual({ kind: 'pass' });
  });

  test('who types three letters and Enter submits a form, however fast', () => {
    expect(type(new Wedge(), 'abc', { inField: true }).last).toEqual({ kind: 'pass' });
  });
});

describe('an input method', () => {
  const field = new WedgeField();

  test('ends a tag with a line break or a tab within the text', () => {
    expect(field.input('11M55G0JJ\n')).toEqual({ tags: ['11M55G0JJ'], rest: '' });
    expect(field.input('11M55G0JJ\r\n')).toEqual({ tags: ['11M55G0JJ'], rest: '' });
    expect(field.input('11M55G0JJ\t')).toEqual({ tags: ['11M55G0JJ'], rest: '' });
  });

  test('may bring two tags at once, or the half of one', () => {
    expect(field.input('11M55G0JJ\n4S21M4AMX\n000')).toEqual({ tags: ['11M55G0JJ', '4S21M4AMX'], rest: '000' });
    expect(field.input('11M5')).toEqual({ tags: [], rest: '11M5' });
  });

  test('keeps control characters, and takes an empty text for none', () => {
    expect(field.input(']d201\x1d10\n').tags).toEqual([']d201\x1d10']);
    expect(field.input('\n')).toEqual({ tags: [], rest: '' });
    expect(field.end('')).toBeNull();
    expect(field.end('11M55G0JJ')).toBe('11M55G0JJ');
  });
});
