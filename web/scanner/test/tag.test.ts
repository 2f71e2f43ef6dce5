import { describe, expect, test } from 'vitest';
import { enrolmentCode } from '../src/signon.ts';
import { checkCharacter, judgeTyped, lookupKeys, readOwnId, visible } from '../src/tag.ts';
import vectors from './tag-vectors.json' with { type: 'json' };

const ownHost = 'tags.example.org';

describe('own ids', () => {
  test.each(Object.entries(vectors.check_characters))('%s has the check character that the engine gives it', (eight, check) => {
    expect(checkCharacter(eight)).toBe(check);
  });

  test('are read in lower case, with O for 0, I and L for 1', () => {
    expect(readOwnId('000000i5o')).toBe('000000150');
    expect(readOwnId('llm55gojj')).toBe('11M55G0JJ');
  });

  test('with one wrong character, or two neighbours swapped, are none', () => {
    expect(readOwnId('11M55G0JK')).toBeNull();
    expect(readOwnId('1M155G0JJ')).toBeNull();
  });

  test('are judged while they are typed', () => {
    expect(judgeTyped('')).toEqual({ kind: 'empty' });
    expect(judgeTyped('11M5')).toEqual({ kind: 'unfinished', missing: 5 });
    expect(judgeTyped('11m5-5g0jj')).toEqual({ kind: 'right', canonical: '11M55G0JJ' });
    expect(judgeTyped('11M55G0JK')).toEqual({ kind: 'wrong' });
    expect(judgeTyped('AHU-000123')).toEqual({ kind: 'other' });
    expect(judgeTyped('PUMP-0001')).toEqual({ kind: 'other' });
  });
});

describe('what a tag is found by', () => {
  const understood = vectors.tags.filter((each): each is { tag: string; ok: true; kind: string; canonical: string } => each.ok && !each.tag.includes('elsewhere'));

  test.each(understood)('$tag is what the engine says it is', ({ tag, kind, canonical }) => {
    expect(lookupKeys(tag, undefined, ownHost)).toContain(`${kind === 'alias' ? 'text' : kind}:${canonical}`);
    if (kind !== 'alias') expect(lookupKeys(tag, undefined, ownHost)[0]).toBe(`${kind}:${canonical}`);
  });

  test('may come with its symbology beside it, as the camera reads it', () => {
    expect(lookupKeys('80049520614141234567', ']C1', ownHost)[0]).toBe('giai:9520614141234567');
    expect(lookupKeys('80049520614141234567', ']C0', ownHost)[0]).toBe('text:80049520614141234567');
  });

  test('is an own id at any host, since labels outlive hosts', () => {
    expect(lookupKeys('https://elsewhere.example/t/11M55G0JJ', undefined, ownHost)[0]).toBe('own:11M55G0JJ');
    expect(lookupKeys('https://elsewhere.example/t/AHU-000123', undefined, ownHost)).toEqual(['text:https://elsewhere.example/t/AHU-000123']);
  });

  test('never throws, whatever it holds', () => {
    for (const hostile of ['https://x/t/%E0%A4%A', '%', ']C1', '\x1d', '(8004)', '\ud800', '[)>\x1e05\x1d', 'https://', ']d2\x1d\x1d\x1d01']) {
      expect(lookupKeys(hostile, undefined, ownHost).length).toBeGreaterThan(0);
    }
  });
});

describe('what a person sees of a tag', () => {
  test('shows control characters as pictures and names what turns writing around', () => {
    expect(visible(']d201\x1d10')).toBe(']d201␝10');
    expect(visible('AB\u202eCD')).toBe('AB⟨U+202E⟩CD');
    expect(visible('<script>alert(1)</script>')).toBe('<script>alert(1)</script>');
  });
});

describe('an enrolment QR', () => {
  test('is known by its fragment', () => {
    expect(enrolmentCode('https://scanward.example/scan#enrol=ABCD-1234')).toBe('ABCD-1234');
    expect(enrolmentCode('HTTPS://SCANWARD.EXAMPLE/SCAN#ENROL=ABCD-1234')).toBe('ABCD-1234');
    expect(enrolmentCode('https://scanward.example/t/11M55G0JJ')).toBeNull();
  });
});
