/**
 * As much of reading tags as a phone without network needs: which cached asset a tag belongs to, and whether a typed id is right. The server reads every tag
 * again and alone decides; what is not understood here is sent all the same. docs/tags.md tells the whole of it.
 */

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const modulus = 37;
export const ownIdLength = 9;

const values = new Map<string, number>();
for (let value = 0; value < alphabet.length; value++) {
  const letter = alphabet.charAt(value);
  values.set(letter, value).set(letter.toLowerCase(), value);
}
for (const letter of 'Oo') values.set(letter, 0);
for (const letter of 'IiLl') values.set(letter, 1);

/** The check character of eight characters of an own id; null where one is foreign, or where no id with this number is ever issued. */
export function checkCharacter(eight: string): string | null {
  if (eight.length !== ownIdLength - 1) return null;
  let remainder = 0;
  for (const letter of eight) {
    const value = values.get(letter);
    if (value === undefined) return null;
    remainder = (remainder * 32 + value) % modulus;
  }
  return remainder < alphabet.length ? alphabet.charAt(remainder) : null;
}

export type TypedId =
  | { kind: 'empty' }
  | { kind: 'other' }
  | { kind: 'unfinished'; missing: number }
  | { kind: 'right'; canonical: string }
  | { kind: 'wrong' };

/** What is to be said of an id while it is being typed. Anything that is no own id is `other`: any text may be a tag. */
export function judgeTyped(text: string): TypedId {
  const typed = text.replace(/[\s-]/g, '');
  if (typed === '') return { kind: 'empty' };
  if (typed.length > ownIdLength || [...typed].some((letter) => !values.has(letter)) || !/\d/.test(typed)) return { kind: 'other' };
  if (/-/.test(text.trim()) && !/^[^-]{4}-[^-]{1,5}$/.test(text.trim())) return { kind: 'other' };
  if (typed.length < ownIdLength) return { kind: 'unfinished', missing: ownIdLength - typed.length };
  const canonical = readOwnId(typed);
  return canonical === null ? { kind: 'wrong' } : { kind: 'right', canonical };
}

/** The one spelling of an own id, or null where it is none. */
export function readOwnId(text: string): string | null {
  if (text.length !== ownIdLength) return null;
  const check = checkCharacter(text.slice(0, -1));
  const given = values.get(text.slice(-1));
  if (check === null || given === undefined || values.get(check) !== given) return null;
  return Array.from(text.slice(0, -1), (letter) => alphabet.charAt(values.get(letter) ?? 0)).join('') + check;
}

/**
 * What a tag is found by among the cached assets, best first: its own id, its GS1 key, or its text. Two spellings of one identifier (a GIAI as a label and
 * as a link) have a key in common.
 * @param ownHost the host this page came from: addresses of it are labels of our own
 */
export function lookupKeys(raw: string, symbology: string | undefined, ownHost: string): string[] {
  let text = raw.replace(/^ +/, '').replace(/[\r\n\t\0 ]+$/, '');
  let id = symbology;
  const inside = /^\][A-Za-z][0-9A-Za-z]/.exec(text);
  if (inside) {
    id = inside[0];
    text = text.slice(3);
  }
  text = text.replace(/␝|<GS>|\{GS\}|<FNC1>|\{FNC1\}/g, '\x1d').replace(/␞|<RS>|\{RS\}/g, '\x1e').replace(/␄|<EOT>|\{EOT\}/g, '\x04');
  const keys: string[] = [];
  const own = readOwnId(text);
  if (own) keys.push(`own:${own}`);
  const gs1 = gs1Key(text, id);
  if (gs1) keys.push(gs1);
  keys.push(...addressKeys(text, ownHost));
  keys.push(`text:${text}`);
  return keys;
}

function gs1Key(text: string, symbology: string | undefined): string | null {
  if (/^https?:\/\//i.test(text)) return linkKey(text);
  if (text.startsWith('[)>\x1e05\x1d')) return elementKey(text.slice(7).replace(/\x1e\x04$/, ''));
  if (text.startsWith('\x1d')) return elementKey(text.slice(1));
  if (/^\((8004|8003|01)\)/.test(text)) return elementKey(text.replace(/\((\d{2,4})\)/g, '\x1d$1').slice(1));
  if (symbology !== undefined && /^\](C1|e0|d2|d5|Q3|Q4|J1)$/.test(symbology)) return elementKey(text);
  return null;
}

/** The asset key of a GS1 element string, where one of its first elements is one. */
function elementKey(text: string): string | null {
  let rest = text;
  let gtin: string | null = null;
  while (rest !== '') {
    if (rest.startsWith('\x1d')) {
      rest = rest.slice(1);
      continue;
    }
    const variable = /^(8004|8003|21)([^\x1d]*)/.exec(rest);
    if (variable) {
      const [whole, ai, value] = variable as unknown as [string, string, string];
      if (ai === '8004') return `giai:${value}`;
      if (ai === '8003') return graiKey(value);
      if (gtin) return `sgtin:${gtin}${value}`;
      rest = rest.slice(whole.length);
      continue;
    }
    const fixed = /^01(\d{14})/.exec(rest) ?? /^(?:1[1-7])\d{6}/.exec(rest);
    if (fixed) {
      if (fixed[1]) gtin = fixed[1];
      rest = rest.slice(fixed[0].length);
      continue;
    }
    const end = rest.indexOf('\x1d');
    if (end < 0) return null;
    rest = rest.slice(end);
  }
  return null;
}

function graiKey(value: string): string | null {
  return /^0\d{13}./.test(value) ? `grai:${value.slice(1)}` : null;
}

/** The asset key of a GS1 Digital Link; the rightmost counts. */
function linkKey(address: string): string | null {
  const path = address.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/, '');
  const steps = path.split('/').map(decoded);
  for (let at = steps.length - 2; at > 0; at--) {
    const [step, value] = [steps[at], steps[at + 1]];
    if (!value) continue;
    if (step === '8004') return `giai:${value}`;
    if (step === '8003') return graiKey(value);
    if (step === '01' && steps[at + 2] === '21' && steps[at + 3]) return `sgtin:${value.padStart(14, '0')}${steps[at + 3]}`;
  }
  return null;
}

function addressKeys(text: string, ownHost: string): string[] {
  const parts = /^https?:\/\/([^/?#]*)\/t\/([^/?#]+)(?:[?#].*)?$/i.exec(text);
  if (!parts) return [];
  const [host, tag] = [parts[1] ?? '', decoded(parts[2] ?? '')];
  const own = readOwnId(tag);
  if (own) return [`own:${own}`];
  return host.toLowerCase() === ownHost.toLowerCase() ? [`text:${tag}`] : [];
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch (fault) {
    if (fault instanceof URIError) return step;
    throw fault;
  }
}

/** A tag as a person may see it: control characters as pictures, and what would turn the writing around named. */
export function visible(text: string): string {
  return text
    .replace(/[\0-\x1f]/g, (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)))
    .replace(/[\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, (hidden) => `⟨U+${hidden.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}
