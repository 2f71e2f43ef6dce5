interface NdefRecord {
  recordType: string;
  encoding?: string;
  data?: DataView;
}

interface NdefReader extends EventTarget {
  scan(options?: { signal?: AbortSignal }): Promise<void>;
  onreading: ((event: { message: { records: NdefRecord[] }; serialNumber: string }) => void) | null;
  onreadingerror: (() => void) | null;
}

type WithNfc = typeof globalThis & { NDEFReader?: new () => NdefReader };

export function hasNfc(): boolean {
  return (globalThis as WithNfc).NDEFReader !== undefined;
}

/** What an NFC tag says: its first address or text, else its serial number. */
export function tagOf(records: readonly NdefRecord[], serialNumber: string): string {
  for (const record of records) {
    if (!record.data || !['url', 'absolute-url', 'text'].includes(record.recordType)) continue;
    const text = new TextDecoder(record.encoding ?? 'utf-8').decode(record.data);
    if (text.trim() !== '') return text;
  }
  return serialNumber.replaceAll(':', '').toUpperCase();
}

/**
 * Listens for NFC tags until `signal` ends it. Has to be called from a tap, since the browser asks for permission.
 * @returns false where it is refused or switched off
 */
export async function listenNfc(onTag: (text: string) => void, onUnreadable: () => void, signal: AbortSignal): Promise<boolean> {
  const Reader = (globalThis as WithNfc).NDEFReader;
  if (!Reader) return false;
  const reader = new Reader();
  reader.onreading = ({ message, serialNumber }) => {
    const text = tagOf(message.records, serialNumber);
    if (text === '') onUnreadable();
    else onTag(text);
  };
  reader.onreadingerror = onUnreadable;
  try {
    await reader.scan({ signal });
    return true;
  } catch (fault) {
    if (fault instanceof DOMException) return false;
    throw fault;
  }
}
