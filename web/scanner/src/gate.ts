/** A code as the decoder saw it in one frame. */
export interface Read {
  text: string;
  symbology: string;
  /** Bars, not a matrix: misread more easily, so that two equal reads are wanted. */
  linear: boolean;
}

interface Seen {
  lastSeen: number;
  acceptedAt: number | null;
  /** It was out of view for long enough since it was taken. */
  left: boolean;
  equalReads: number;
}

/**
 * Decides which of the codes that the camera sees are new. A code that was taken is let through again only once it has been out of view for a second and
 * three seconds have passed since; a linear code is taken at its second equal read.
 */
export class Gate {
  static readonly outOfViewMs = 1000;
  static readonly cooldownMs = 3000;
  /** Two reads of a linear code further apart than this do not confirm each other. */
  static readonly confirmMs = 1500;

  private readonly seen = new Map<string, Seen>();

  /** Takes what one frame showed and returns what is new, in the frame's order. */
  see(reads: readonly Read[], now: number): Read[] {
    const fresh: Read[] = [];
    for (const read of reads) {
      const key = `${read.symbology}\0${read.text}`;
      const before = this.seen.get(key);
      const code = before ?? { lastSeen: now, acceptedAt: null, left: false, equalReads: 0 };
      const away = now - code.lastSeen;
      if (code.acceptedAt !== null && away >= Gate.outOfViewMs) code.left = true;
      if (code.acceptedAt !== null && code.left && now - code.acceptedAt >= Gate.cooldownMs) {
        code.acceptedAt = null;
        code.equalReads = 0;
      }
      if (code.acceptedAt === null) {
        code.equalReads = away > Gate.confirmMs ? 1 : code.equalReads + 1;
        if (!read.linear || code.equalReads >= 2) {
          code.acceptedAt = now;
          code.left = false;
          fresh.push(read);
        }
      }
      code.lastSeen = now;
      this.seen.set(key, code);
    }
    this.forget(now);
    return fresh;
  }

  /** Whether a code stands in view that was taken a moment ago, so that a person may be told why nothing happens. */
  suppressed(read: Read): boolean {
    return this.seen.get(`${read.symbology}\0${read.text}`)?.acceptedAt != null;
  }

  /** After a pause in which nothing was looked at: what was taken before it has to leave the view first. */
  resume(now: number): void {
    for (const code of this.seen.values()) {
      code.lastSeen = now;
      code.left = false;
    }
  }

  private forget(now: number): void {
    for (const [key, code] of this.seen) {
      if (now - code.lastSeen > Gate.cooldownMs * 2) this.seen.delete(key);
    }
  }
}

/** Where a code lies in the frame, each from 0 to 1. */
export interface Placed {
  corners: { x: number; y: number }[];
}

/**
 * Of several codes in view, the one that is aimed at: the only one, or the only one that covers the frame's middle. Null where it is not clear, and a person
 * has to choose.
 */
export function aimedAt<T extends Placed>(codes: readonly T[]): T | null {
  if (codes.length === 1) return codes[0] ?? null;
  const margin = 0.04;
  const middle = codes.filter((code) => {
    const [xs, ys] = [code.corners.map((corner) => corner.x), code.corners.map((corner) => corner.y)];
    return Math.min(...xs) - margin <= 0.5 && Math.max(...xs) + margin >= 0.5 && Math.min(...ys) - margin <= 0.5 && Math.max(...ys) + margin >= 0.5;
  });
  return middle.length === 1 ? (middle[0] ?? null) : null;
}
