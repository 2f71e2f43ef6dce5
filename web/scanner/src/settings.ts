import type { ScanType } from './scan.ts';
import type { Store } from './store.ts';
import type { Language } from './words.ts';

export interface Settings {
  language?: Language;
  theme: 'auto' | 'light' | 'dark';
  highContrast: boolean;
  gloves: boolean;
  largeText: boolean;
  sound: boolean;
  vibration: boolean;
  /** Every code is taken as it is read, without a question; for rounds of inspection. */
  rounds: boolean;
  scanType: ScanType;
  cameraId?: string;
  location: boolean;
  /** The device has a scanner of its own that types like an input method: the focus is kept where it can. */
  builtInScanner: boolean;
}

export const defaultSettings: Settings = {
  theme: 'auto', highContrast: false, gloves: false, largeText: false, sound: true, vibration: true, rounds: false, scanType: 'corrective', location: false,
  builtInScanner: false,
};

/** Handhelds with a scanner of their own, as their browsers name them. */
const handhelds = /\b(?:TC\d\d|MC\d\d|EC\d\d|ET\d\d|CT\d\d|CK\d\d|EDA\d\d|Zebra|Honeywell|Datalogic|Memor|Unitech|Urovo|Chainway|Newland|Bluebird)/i;

export async function loadSettings(store: Store): Promise<Settings> {
  return { ...defaultSettings, builtInScanner: handhelds.test(navigator.userAgent), ...(await store.value<Partial<Settings>>('settings')) };
}

/** Shows the page as the settings say. */
export function applySettings(settings: Settings): void {
  const dark = settings.theme === 'dark' || (settings.theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  const contrast = settings.highContrast || matchMedia('(prefers-contrast: more)').matches;
  const root = document.documentElement;
  root.dataset['theme'] = dark ? 'dark' : 'light';
  root.dataset['contrast'] = contrast ? 'high' : 'normal';
  root.dataset['gloves'] = settings.gloves ? 'on' : 'off';
  root.dataset['text'] = settings.largeText ? 'large' : 'normal';
}
