/** What an address brings: an enrolment code, a tag that the phone's own camera read, or that somebody comes from signing in. */
export type Arrived = { kind: 'nothing' } | { kind: 'signedIn' } | { kind: 'enrol'; code: string } | { kind: 'tag'; tag: string };

/** Read from the fragment, which no server sees. */
export function arrivedWith(hash: string): Arrived {
  if (hash === '#signed-in') return { kind: 'signedIn' };
  const code = /^#enrol=(.+)$/i.exec(hash)?.[1];
  if (code !== undefined) return { kind: 'enrol', code: safely(code) };
  const tag = /^#tag=(.+)$/i.exec(hash)?.[1];
  return tag === undefined ? { kind: 'nothing' } : { kind: 'tag', tag: safely(tag) };
}

function safely(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch (fault) {
    if (fault instanceof URIError) return encoded;
    throw fault;
  }
}
