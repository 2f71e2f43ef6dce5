/** Why there is no picture. */
export type NoCamera = 'none' | 'refused' | 'insecure' | 'in_use' | 'failed';

export type CameraStart = { ok: true } | { ok: false; why: NoCamera };

interface Abilities extends MediaTrackCapabilities {
  torch?: boolean;
  zoom?: { min: number; max: number; step: number };
}

/** The camera of one visit: asked for once, kept until the page goes or sleep takes it away, then asked for again. */
export class Camera {
  private stream: MediaStream | null = null;
  private starting: Promise<CameraStart> | null = null;
  /** The camera in use, to be remembered. */
  deviceId: string | null = null;
  zoom: number | null = null;
  torch = false;
  onLost: (() => void) | null = null;

  constructor(readonly video: HTMLVideoElement) {}

  get live(): boolean {
    return this.track?.readyState === 'live';
  }

  private get track(): MediaStreamTrack | null {
    return this.stream?.getVideoTracks()[0] ?? null;
  }

  private get abilities(): Abilities {
    return (this.track?.getCapabilities?.() ?? {}) as Abilities;
  }

  get hasTorch(): boolean {
    return this.abilities.torch === true;
  }

  get zoomRange(): { min: number; max: number; step: number } | null {
    const range = this.abilities.zoom;
    return range && range.max > range.min ? { min: range.min, max: range.max, step: range.step || 0.1 } : null;
  }

  /** Shows the picture: the camera asked for, else the rear one. Two calls at once are one. */
  start(preferredId?: string): Promise<CameraStart> {
    this.starting ??= this.open(preferredId).finally(() => {
      this.starting = null;
    });
    return this.starting;
  }

  private async open(preferredId?: string): Promise<CameraStart> {
    if (!this.live || (preferredId !== undefined && preferredId !== this.deviceId)) {
      if (!navigator.mediaDevices?.getUserMedia) return { ok: false, why: window.isSecureContext ? 'none' : 'insecure' };
      this.stop();
      const asked = await this.get(preferredId);
      if (!(asked instanceof MediaStream)) return { ok: false, why: asked };
      this.stream = asked;
      const track = this.track as MediaStreamTrack;
      this.deviceId = track.getSettings().deviceId ?? null;
      this.zoom = (track.getSettings() as { zoom?: number }).zoom ?? null;
      track.addEventListener('ended', () => {
        if (this.track === track) this.onLost?.();
      });
      this.video.srcObject = asked;
      await continuousFocus(track);
    }
    for (const track of this.stream?.getTracks() ?? []) track.enabled = true;
    try {
      await this.video.play();
    } catch (fault) {
      // The page went to sleep in between; it starts again when it is seen.
      if (!(fault instanceof DOMException)) throw fault;
    }
    return { ok: true };
  }

  private async get(preferredId?: string): Promise<MediaStream | NoCamera> {
    const size = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
    const wishes: MediaTrackConstraints[] = [{ ...size, facingMode: { ideal: 'environment' } }];
    if (preferredId !== undefined) wishes.unshift({ ...size, deviceId: { exact: preferredId } });
    let why: NoCamera = 'failed';
    for (const video of wishes) {
      try {
        return await navigator.mediaDevices.getUserMedia({ video, audio: false });
      } catch (fault) {
        if (!(fault instanceof DOMException) && !(fault instanceof Error)) throw fault;
        why = reason(fault.name);
        // The remembered camera may have been unplugged; any other trouble another wish does not cure.
        if (why !== 'none') return why;
      }
    }
    return why;
  }

  /** Keeps the camera but takes no pictures: nobody is scanning. */
  pause(): void {
    if (this.torch) void this.setTorch(false);
    this.video.pause();
    for (const track of this.stream?.getTracks() ?? []) track.enabled = false;
  }

  stop(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.torch = false;
    this.video.srcObject = null;
  }

  async setTorch(on: boolean): Promise<void> {
    if (!this.hasTorch) return;
    await this.track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
    this.torch = on;
  }

  async setZoom(zoom: number): Promise<void> {
    const range = this.zoomRange;
    if (!range) return;
    const wanted = Math.min(Math.max(zoom, range.min), range.max);
    await this.track?.applyConstraints({ advanced: [{ zoom: wanted } as MediaTrackConstraintSet] });
    this.zoom = wanted;
  }

  /** The cameras there are, for a choice; their names are known once one was allowed. */
  async list(): Promise<{ id: string; name: string }[]> {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    return devices.filter((device) => device.kind === 'videoinput').map((device, at) => ({ id: device.deviceId, name: device.label || `${at + 1}` }));
  }
}

function reason(name: string): NoCamera {
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none';
    case 'NotReadableError':
    case 'AbortError':
      return 'in_use';
    default:
      return 'failed';
  }
}

async function continuousFocus(track: MediaStreamTrack): Promise<void> {
  const modes = (track.getCapabilities?.() as { focusMode?: string[] } | undefined)?.focusMode;
  if (modes?.includes('continuous')) await track.applyConstraints({ advanced: [{ focusMode: 'continuous' } as MediaTrackConstraintSet] });
}
