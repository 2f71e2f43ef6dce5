import en from './words/en.json';
import nl from './words/nl.json';

export type Word = keyof typeof en;
export type Language = 'en' | 'nl';

/** A language is a file in `words/` with the same keys as `en.json`, and its line here. */
const files: Record<Language, Record<Word, string>> = { en, nl };
export const languages: Record<Language, string> = { en: 'English', nl: 'Nederlands' };

let current: Language = 'en';

export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-')[0];
    if (primary === 'en' || primary === 'nl') return primary;
  }
  return 'en';
}

export function useLanguage(language: Language): void {
  current = language;
}

export function language(): Language {
  return current;
}

/** How times and numbers are written: this phone's own way, where that is of the language in use. */
export function locale(): string {
  return navigator.languages.find((tag) => tag.toLowerCase().startsWith(current)) ?? current;
}

/** The sentence for a key in the language in use, with `{name}` filled in. */
export function t(word: Word, fill: Record<string, string | number> = {}): string {
  return files[current][word].replace(/\{(\w+)\}/g, (whole, name: string) => (name in fill ? String(fill[name]) : whole));
}

/** As `t` for keys that come from the server, such as states; what has no word is shown as it is, readably. */
export function tOr(word: string, otherwise: string): string {
  return tIf(word) ?? readable(otherwise);
}

/** The sentence for a key that comes from the server, where there is one. */
export function tIf(word: string): string | undefined {
  return (files[current] as Record<string, string>)[word];
}

/** `bearing_noise` → `Bearing noise`. */
export function readable(code: string): string {
  const text = code.replace(/[_.]+/g, ' ').trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
