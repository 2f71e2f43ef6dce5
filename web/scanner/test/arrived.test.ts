import { expect, test } from 'vitest';
import { arrivedWith } from '../src/arrived.ts';

test('an address brings a tag, as links of the server have it', () => {
  for (const tag of ['11M55G0JJ', 'https://id.gs1.org/8004/9520614141234567?x=1#y', ']d201\x1d10', 'PUMP 12', '50 %', 'Wärmepumpe', '=cmd|x']) {
    expect(arrivedWith(`#tag=${encodeURIComponent(tag)}`)).toEqual({ kind: 'tag', tag });
  }
});

test('a tag whose percent signs were not encoded is taken as it stands', () => {
  expect(arrivedWith('#tag=50%')).toEqual({ kind: 'tag', tag: '50%' });
});

test('an address brings an enrolment code, or the word that somebody has signed in, or nothing', () => {
  expect(arrivedWith('#enrol=ABCD-1234')).toEqual({ kind: 'enrol', code: 'ABCD-1234' });
  expect(arrivedWith('#ENROL=ABCD-1234')).toEqual({ kind: 'enrol', code: 'ABCD-1234' });
  expect(arrivedWith('#signed-in')).toEqual({ kind: 'signedIn' });
  for (const hash of ['', '#', '#tag=', '#other']) expect(arrivedWith(hash)).toEqual({ kind: 'nothing' });
});
