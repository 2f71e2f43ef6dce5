import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('../src/styles/tokens.css', import.meta.url), 'utf8');

/** The custom properties of each block, by its selector. */
const blocks = new Map([...css.matchAll(/(:root[^{]*)\{([^}]*)\}/g)].map(([, selector = '', body = '']) =>
  [selector.trim(), new Map([...body.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value]))]));

function theme(...selectors: string[]): Map<string, string> {
  const all = new Map<string, string>();
  for (const selector of selectors) {
    const block = blocks.get(selector);
    if (!block) throw new Error(`tokens.css has no ${selector}`);
    for (const [name, value] of block) all.set(name, value);
  }
  return all;
}

const light = ':root';
const dark = ":root[data-theme='dark']";
const high = ":root[data-contrast='high']";
const highDark = ":root[data-contrast='high'][data-theme='dark']";
const themes = { light: theme(light), dark: theme(light, dark), 'high contrast': theme(light, high), 'high contrast, dark': theme(light, dark, high, highDark) };

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const texts: [string, string][] = [
  ...['--ground', '--surface', '--raised'].flatMap((ground): [string, string][] => [['--ink', ground], ['--ink-soft', ground], ['--primary', ground]]),
  ['--on-primary', '--primary'],
  ...['queued', 'new', 'active', 'waiting', 'done', 'failed'].map((kind): [string, string] => [`--${kind}-ink`, `--${kind}-ground`]),
  ['--done-ink', '--ground'], ['--done-ink', '--surface'], ['--waiting-ink', '--ground'],
];

test.each(Object.entries(themes))('%s: every text stands out from its ground by 7:1', (_name, colours) => {
  for (const [ink, ground] of texts) {
    expect(contrast(colours.get(ink) as string, colours.get(ground) as string), `${ink} on ${ground}`).toBeGreaterThanOrEqual(7);
  }
});

test.each(Object.entries(themes))('%s: outlines of controls and the focus stand out by 3:1', (_name, colours) => {
  for (const ground of ['--ground', '--surface', '--raised']) {
    expect(contrast(colours.get('--line') as string, colours.get(ground) as string), `--line on ${ground}`).toBeGreaterThanOrEqual(3);
    expect(contrast(colours.get('--focus') as string, colours.get(ground) as string), `--focus on ${ground}`).toBeGreaterThanOrEqual(3);
  }
});

test('the viewfinder stands out too, whatever is in view behind its panels', () => {
  const scanner = readFileSync(new URL('../src/styles/scanner.css', import.meta.url), 'utf8');
  const own = new Map([...scanner.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value]));
  expect(contrast(own.get('--ink') as string, own.get('--raised') as string)).toBeGreaterThanOrEqual(7);
  expect(contrast(own.get('--ink-soft') as string, own.get('--raised') as string)).toBeGreaterThanOrEqual(7);
});

test('targets are large enough for a thumb, and larger for a glove', () => {
  const size = (name: string, block: string): number => Number(new RegExp(`${name}:\\s*(\\d+)px`).exec(css.slice(css.indexOf(block)))?.[1]);
  expect(size('--target', ':root {')).toBeGreaterThanOrEqual(63);
  expect(size('--target-primary', ':root {')).toBeGreaterThanOrEqual(94);
  expect(size('--target-primary', ":root[data-gloves='on']")).toBeGreaterThanOrEqual(126);
  expect(size('--text', ':root {')).toBeGreaterThanOrEqual(18);
});
