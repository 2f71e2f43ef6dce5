/** Small things of the frame: folded menus, the choice of a site, dark and bright, forms that ask first. */
export function menus(): void {
  const nav = document.querySelector<HTMLDetailsElement>('[data-nav]')
  const wide = matchMedia('(min-width: 62rem)')
  const fold = () => { if (nav) nav.open = wide.matches }
  fold()
  wide.addEventListener('change', fold)

  document.addEventListener('change', event => {
    const target = event.target as HTMLElement
    if (target.matches('[data-submit-on-change]')) (target as HTMLSelectElement).form?.requestSubmit()
  })

  document.addEventListener('click', event => {
    const target = event.target as HTMLElement
    if (target.closest('[data-theme-toggle]')) toggleTheme()
    const opener = target.closest<HTMLElement>('[data-opens]')
    if (opener) document.querySelector<HTMLDialogElement>(opener.dataset['opens'] ?? '')?.showModal()
    const closer = target.closest<HTMLElement>('[data-closes]')
    if (closer) closer.closest('dialog')?.close()
    const copied = target.closest<HTMLElement>('[data-copy]')
    if (copied) void navigator.clipboard.writeText(copied.dataset['copy'] ?? '').then(() => toast('Copied.'))
    for (const menu of document.querySelectorAll<HTMLDetailsElement>('[data-menu][open]')) if (!menu.contains(target)) menu.open = false
  })

  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return
    for (const menu of document.querySelectorAll<HTMLDetailsElement>('[data-menu][open]')) {
      menu.open = false
      menu.querySelector('summary')?.focus()
    }
  })

  // What could not be sent or answered is said; what stands on the page stays.
  document.addEventListener('htmx:error', event => {
    const detail = (event as CustomEvent<{ error?: Error }>).detail
    if (detail?.error?.name !== 'AbortError') toast('The server could not be reached. Nothing was changed; try again.', 'failed')
  })
  document.addEventListener('htmx:response:error', event => {
    const status = (event as CustomEvent<{ ctx?: { response?: { status?: number } } }>).detail?.ctx?.response?.status ?? 0
    if (status >= 500) toast(`The server failed (${status}). Look whether it was done before you try again.`, 'failed')
  })
}

export function toggleTheme(): void {
  const next = document.documentElement.dataset['bsTheme'] === 'dark' ? 'light' : 'dark'
  document.documentElement.dataset['bsTheme'] = next
  try { localStorage.setItem('scanward-theme', next) } catch { /* then it holds for this page alone */ }
}

/** A short word in the corner, read aloud by screen readers. */
export function toast(text: string, tone = 'done'): void {
  const place = document.querySelector('#toasts')
  if (!place) return
  const one = document.createElement('p')
  one.className = `toast-line chip-${tone}`
  one.textContent = text
  place.append(one)
  setTimeout(() => one.remove(), 8000)
}
