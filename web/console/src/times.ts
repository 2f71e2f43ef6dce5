/** Keeps relative times true while a page stands open, in the words of ShownTime.cs. */
export function times(): void {
  const update = () => {
    for (const one of document.querySelectorAll<HTMLTimeElement>('time[data-relative]')) {
      const words = relative(Date.parse(one.dateTime) - Date.now())
      if (words && one.textContent !== words) one.textContent = words
    }
  }
  setInterval(update, 15_000)
}

/** @param away Milliseconds from now; negative for what has been. Null beyond a day, where the server's own words stay. */
export function relative(away: number): string | null {
  if (Math.abs(away) >= 86_400_000) return null
  if (away > 0) return `in ${span(away)}`
  return away > -10_000 ? 'just now' : `${span(-away)} ago`
}

function span(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  const minutes = Math.floor((seconds % 3600) / 60)
  return minutes === 0 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 3600)} h ${minutes} min`
}
