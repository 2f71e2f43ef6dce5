import { pauseOrGoOn, refresh } from './live'
import { toggleTheme } from './menus'

const places: Record<string, string> = { o: '/', w: '/work-orders', s: '/scans', a: '/assets', d: '/dead-letters' }

/** Keys of one letter; they never act while somebody types, or with Ctrl, Alt or Meta. */
export function keys(): void {
  let going = 0
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey || types(event.target)) return
    if (going && Date.now() - going < 1500 && places[event.key]) {
      location.assign(places[event.key]!)
      return
    }
    going = event.key === 'g' ? Date.now() : 0
    if (event.key === '/') {
      const field = document.querySelector<HTMLInputElement>('[data-search]')
      if (!field) return
      event.preventDefault()
      field.focus()
      field.select()
    } else if (event.key === 'r') void refresh(true)
    else if (event.key === 'p') pauseOrGoOn()
    else if (event.key === 't') toggleTheme()
    else if (event.key === '?') document.querySelector<HTMLDialogElement>('#keys')?.showModal()
  })
}

function types(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
}
