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
    return wedge.key({ key: control ?? character, ctrlKey: control !== null, altKey: false, metaKey: false, time, inField });
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
    for (const [at, key] of ['1', '1', 'M'].entries()) wedge.key({ key, ctrlKey: false, altKey: false, metaKey: false, time: at * 10, inField: false });
    expect(type(wedge, '55G0JJ', {}, 1500).last).toEqual({ kind: 'broken' });
    expect(type(wedge, '55G0JJ', {}, 1600).last).toMatchObject({ kind: 'tag' });
  });

  test('is not mixed up with a key that was pressed long before', () => {
    const wedge = new Wedge();
    wedge.key({ key: 'x', ctrlKey: false, altKey: false, metaKey: false, time: 0, inField: false });
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
    const press = (key: string): WedgeVerdict => wedge.key({ key, ctrlKey: false, altKey: false, metaKey: false, time: (time += 10), inField: false });
    for (const key of ['Shift', 'A', 'Shift', 'H', 'Shift', 'U', '-', '1']) press(key);
    expect(press('Enter')).toMatchObject({ text: 'AHU-1' });
  });

  test('starts anew after a tag', () => {
    const wedge = new Wedge();
    type(wedge, '11M55G0JJ');
    expect(type(wedge, '4S21M4AMX', {}, 1110).last).toMatchObject({ text: '4S21M4AMX' });
  });
});

describe('a person', () => {
  test('may press Enter, Tab and shortcuts', () => {
    const wedge = new Wedge();
    for (const key of ['Enter', 'Tab', 'Escape', 'ArrowDown']) {
      expect(wedge.key({ key, ctrlKey: false, altKey: false, metaKey: false, time: 0, inField: false })).toEqual({ kind: 'pass' });
    }
    expect(wedge.key({ key: 'd', ctrlKey: true, altKey: false, metaKey: false, time: 0, inField: false })).toEqual({ kind: 'pass' });
    expect(wedge.key({ key: 'c', ctrlKey: true, altKey: false, metaKey: false, time: 0, inField: false })).toEqual({ kind: 'pass' });
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
