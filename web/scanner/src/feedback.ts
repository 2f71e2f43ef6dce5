/** What a person has to notice without looking: they sound, feel and look different. */
export type Cue = 'read' | 'saved' | 'duplicate' | 'error';

/** Notes as frequency in hertz, start and length in milliseconds. */
const tunes: Record<Cue, { wave: OscillatorType; notes: [number, number, number][] }> = {
  read: { wave: 'sine', notes: [[1320, 0, 60]] },
  saved: { wave: 'sine', notes: [[988, 0, 90], [1480, 95, 140]] },
  duplicate: { wave: 'triangle', notes: [[660, 0, 90], [660, 160, 90]] },
  error: { wave: 'square', notes: [[220, 0, 180], [165, 200, 320]] },
};

const buzzes: Record<Cue, number[]> = { read: [30], saved: [60], duplicate: [40, 80, 40], error: [200, 100, 200] };

export class Feedback {
  private audio: AudioContext | null = null;
  private readonly flashing = document.createElement('div');

  constructor(private readonly settings: () => { sound: boolean; vibration: boolean }) {
    this.flashing.className = 'flash';
    this.flashing.setAttribute('aria-hidden', 'true');
    document.body.append(this.flashing);
  }

  /** Browsers let a page sound only after a tap: called from the taps that begin something. */
  unlock(): void {
    this.audio ??= typeof AudioContext === 'function' ? new AudioContext() : null;
    if (this.audio?.state === 'suspended') void this.audio.resume();
  }

  give(cue: Cue): void {
    if (this.settings().sound) this.play(cue);
    // Without a tap before it, the browser refuses and logs it; iOS has none.
    if (this.settings().vibration && navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(buzzes[cue]);
    this.flash(cue);
  }

  private play(cue: Cue): void {
    const { audio } = this;
    if (audio?.state !== 'running') return;
    const { wave, notes } = tunes[cue];
    for (const [hertz, start, length] of notes) {
      const [from, to] = [audio.currentTime + start / 1000, audio.currentTime + (start + length) / 1000];
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.type = wave;
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(cue === 'error' ? 0.25 : 0.5, from + 0.01);
      volume.gain.setValueAtTime(cue === 'error' ? 0.25 : 0.5, to - 0.03);
      volume.gain.linearRampToValueAtTime(0, to);
      tone.connect(volume).connect(audio.destination);
      tone.start(from);
      tone.stop(to);
    }
  }

  private flash(cue: Cue): void {
    this.flashing.classList.remove('flash-read', 'flash-saved', 'flash-duplicate', 'flash-error');
    // Read between, or the same flash twice would be one.
    void this.flashing.offsetWidth;
    this.flashing.classList.add(`flash-${cue}`);
  }
}
