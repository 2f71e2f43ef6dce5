import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { languages, preferredLanguage, t, tOr, useLanguage, type Language } from '../src/words.ts';

const folder = fileURLToPath(new URL('../src/words/', import.meta.url));
const files = readdirSync(folder).map((name) => ({ name, words: JSON.parse(readFileSync(folder + name, 'utf8')) as Record<string, string> }));
const english = files.find(({ name }) => name === 'en.json')?.words ?? {};

afterEach(() => useLanguage('en'));

test('every language that can be chosen has its file, and the other way round', () => {
  expect(files.map(({ name }) => name.replace('.json', '')).sort()).toEqual(Object.keys(languages).sort());
});

test.each(files)('$name has every word, none empty, with the same places to fill', ({ words }) => {
  expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
  for (const [key, text] of Object.entries(words)) {
    expect(text.trim(), key).not.toBe('');
    expect([...text.matchAll(/\{\w+\}/g)].map(String).sort(), key).toEqual([...(english[key] ?? '').matchAll(/\{\w+\}/g)].map(String).sort());
  }
});

test('no word is left that no source asks for', () => {
  const source = fileURLToPath(new URL('../src/', import.meta.url));
  const code = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(source + name, 'utf8')).join('\n');
  // Some are put together: `t(\`type.${type}\`)`.
  const composed = [...code.matchAll(/[`'"]([a-zA-Z_.]+\.)\$\{/g)].map((found) => found[1] as string);
  const unused = Object.keys(english).filter((key) => !code.includes(`'${key}'`) && !code.includes(`"${key}"`) && !composed.some((prefix) => key.startsWith(prefix)));
  expect(unused).toEqual([]);
});

test('a sentence is filled in, in the language in use', () => {
  expect(t('head.waiting', { count: 3 })).toContain('3 on this phone');
  useLanguage('nl');
  expect(t('act.back')).toBe('Terug');
  expect(t('who.useId', { id: '{count}' })).toContain('{count}');
});

test('what has no word is shown readably', () => {
  expect(tOr('mode.bearing_noise', 'bearing_noise')).toBe('Bearing noise');
});

test('the language is the first of the phone that there is', () => {
  const wanted: [string[], Language][] = [[['nl-BE', 'en'], 'nl'], [['de', 'nl'], 'nl'], [['fr'], 'en'], [[], 'en']];
  for (const [tags, expected] of wanted) expect(preferredLanguage(tags)).toBe(expected);
});

