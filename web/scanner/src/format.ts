import { locale, t } from './words.ts';

interface Clocks {
  day: Intl.DateTimeFormat;
  hour: Intl.DateTimeFormat;
  dayAndHour: Intl.DateTimeFormat;
}

const clocks = new Map<string, Clocks>();

/** The formats of a language and a zone. To make them takes a phone tens of milliseconds, so that each is made once. */
function clocksOf(timeZone: string | undefined): Clocks {
  const key = `${locale()} ${timeZone ?? ''}`;
  const known = clocks.get(key);
  if (known) return known;
  const make = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat(locale(), timeZone ? { timeZone, ...options } : options);
  const hour = { hour: '2-digit', minute: '2-digit' } as const;
  const made = { day: make({ dateStyle: 'short' }), hour: make(hour), dayAndHour: make({ weekday: 'short', day: 'numeric', month: 'short', ...hour }) };
  clocks.set(key, made);
  return made;
}

/** Makes what the answer to a scan will want, before somebody waits for it. */
export function warmClocks(timeZone: string | undefined): void {
  clocksOf(timeZone);
}

/** A time as the site's clocks show it: the hour today, the day as well otherwise. */
export function siteTime(iso: string, timeZone: string | undefined, now = new Date()): string {
  const at = new Date(iso);
  const { day, hour, dayAndHour } = clocksOf(timeZone);
  return (day.format(at) === day.format(now) ? hour : dayAndHour).format(at);
}

/** `in 14 min`, `2 h ago`. */
export function relative(iso: string, now = Date.now()): string {
  const minutes = Math.round((Date.parse(iso) - now) / 60_000);
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style: 'short' });
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  if (Math.abs(minutes) < 48 * 60) return words.format(Math.round(minutes / 60), 'hour');
  return words.format(Math.round(minutes / 1440), 'day');
}

/** The time zone's name, where it is not this phone's own: then a time without it would mislead. */
export function zoneNote(timeZone: string | undefined): string {
  if (!timeZone || timeZone === Intl.DateTimeFormat().resolvedOptions().timeZone) return '';
  return t('time.zone', { zone: (timeZone.split('/').pop() ?? timeZone).replaceAll('_', ' ') });
}

export function span(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  if (minutes < 120) return t('time.minutes', { count: minutes });
  return minutes < 2880 ? t('time.hours', { count: Math.round(minutes / 60) }) : t('time.days', { count: Math.round(minutes / 1440) });
}
