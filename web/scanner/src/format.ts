import { locale, t } from './words.ts';

/** A time as the site's clocks show it: the hour today, the day as well otherwise. */
export function siteTime(iso: string, timeZone: string | undefined, now = new Date()): string {
  const at = new Date(iso);
  const zone = timeZone ? { timeZone } : {};
  const day = new Intl.DateTimeFormat(locale(), { dateStyle: 'short', ...zone });
  const sameDay = day.format(at) === day.format(now);
  return new Intl.DateTimeFormat(locale(), sameDay
    ? { hour: '2-digit', minute: '2-digit', ...zone }
    : { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', ...zone }).format(at);
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
