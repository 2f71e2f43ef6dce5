import { describe, expect, test } from 'vitest';
import { aimedAt, Gate, type Read } from '../src/gate.ts';

const qr: Read = { text: '11M55G0JJ', symbology: ']Q1', linear: false };
const bars: Read = { text: 'AHU-000123', symbology: ']C0', linear: true };

/** Shows the gate one code every 100 ms, from one time to another; returns the times at which it was let through. */
function watch(gate: Gate, read: Read, from: number, to: number): number[] {
  const taken: number[] = [];
  for (let now = from; now < to; now += 100) if (gate.see([read], now).length > 0) taken.push(now);
  return taken;
}

describe('continuous reading', () => {
  test('takes a matrix code at once, and only once while it stays in view', () => {
    expect(watch(new Gate(), qr, 0, 60_000)).toEqual([0]);
  });

  test('takes a linear code at its second equal read', () => {
    const gate = new Gate();
    expect(gate.see([bars], 0)).toEqual([]);
    expect(gate.see([bars], 100)).toEqual([bars]);
    expect(gate.see([bars], 200)).toEqual([]);
  });

  test('does not let two unequal linear reads confirm each other', () => {
    const gate = new Gate();
    expect(gate.see([{ ...bars, text: 'AHU-000128' }], 0)).toEqual([]);
    expect(gate.see([bars], 100)).toEqual([]);
    expect(gate.see([bars], 200)).toEqual([bars]);
  });

  test('does not let reads far apart confirm each other', () => {
    const gate = new Gate();
    expect(gate.see([bars], 0)).toEqual([]);
    expect(gate.see([bars], 2000)).toEqual([]);
    expect(gate.see([bars], 2100)).toEqual([bars]);
  });

  test('takes a code again once it was out of view for a second and the cooldown is over', () => {
    const gate = new Gate();
    expect(watch(gate, qr, 0, 2500)).toEqual([0]);
    expect(watch(gate, qr, 4000, 6000)).toEqual([4000]);
  });

  test('does not take it again when it was gone for less than a second', () => {
    const gate = new Gate();
    expect(watch(gate, qr, 0, 4000)).toEqual([0]);
    expect(watch(gate, qr, 4800, 8000)).toEqual([]);
  });

  test('takes one that left early as soon as the cooldown is over, though it is in view again', () => {
    const gate = new Gate();
    expect(watch(gate, qr, 0, 500)).toEqual([0]);
    expect(watch(gate, qr, 1600, 5000)).toEqual([3000]);
  });

  test('takes several codes of one frame, each once', () => {
    const gate = new Gate();
    const other = { ...qr, text: '4S21M4AMX' };
    expect(gate.see([qr, other], 0)).toEqual([qr, other]);
    expect(gate.see([qr, other], 100)).toEqual([]);
    expect(gate.suppressed(other)).toBe(true);
  });

  test('after a pause wants a code that it took to leave first', () => {
    const gate = new Gate();
    expect(watch(gate, qr, 0, 500)).toEqual([0]);
    gate.resume(20_000);
    expect(watch(gate, qr, 20_000, 30_000)).toEqual([]);
  });
});

describe('aiming', () => {
  const square = (x: number, y: number, size: number): { corners: { x: number; y: number }[] } => ({
    corners: [{ x, y }, { x: x + size, y }, { x: x + size, y: y + size }, { x, y: y + size }],
  });

  test('is at the only code, wherever it is', () => {
    const one = square(0, 0, 0.1);
    expect(aimedAt([one])).toBe(one);
  });

  test('is at the one in the middle of several', () => {
    const middle = square(0.4, 0.4, 0.2);
    expect(aimedAt([square(0, 0.4, 0.2), middle, square(0.8, 0.4, 0.2)])).toBe(middle);
  });

  test('is unclear where none or two are in the middle', () => {
    expect(aimedAt([square(0.1, 0.4, 0.2), square(0.7, 0.4, 0.2)])).toBeNull();
    expect(aimedAt([square(0.3, 0.4, 0.2), square(0.5, 0.4, 0.2)])).toBeNull();
    expect(aimedAt([])).toBeNull();
  });
});
