import { morph } from './live'

/** Regions that say of themselves that something is under way ask again each second, until they no longer do. */
export function poll(): void {
  let asking = false
  setInterval(() => {
    const regions = [...document.querySelectorAll<HTMLElement>('[data-poll][id]')]
    if (regions.length === 0 || asking || document.hidden) return
    asking = true
    void ask(regions).finally(() => { asking = false })
  }, 1000)
}

async function ask(regions: HTMLElement[]): Promise<void> {
  let response: Response
  try {
    response = await fetch(location.href, { headers: { 'HX-Request': 'true', 'HX-Request-Type': 'partial' } })
  } catch {
    return // the next second asks again
  }
  if (!response.ok) return
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  for (const region of regions) {
    const next = fresh.getElementById(region.id)
    if (next) await morph(region, next)
  }
}
