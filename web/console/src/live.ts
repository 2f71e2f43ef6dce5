/**
 * What moves by itself. One stream of events for all tabs together: the tab that holds the lock has it open and tells the others. An event says only what has changed;
 * each page then asks again for what it shows. Nothing moves under a pointer: rows that are new wait behind a button, and a region that is hovered or holds the focus is left alone.
 */
interface Morph { swap(ctx: { text: string, target: Element, swap: string, sourceElement: Element }): Promise<void> }
declare global { interface Window { htmx: Morph & Record<string, unknown> } }

let paused = false
let stale = new Set<string>()
let updatedAt = new Date()
let connected = false
let lastAsked = 0
let timer: ReturnType<typeof setTimeout> | undefined

export function live(): void {
  const url = document.body.dataset['liveUrl']
  if (!url) return
  const channel = new BroadcastChannel('scanward-live')
  channel.addEventListener('message', event => {
    if (event.data === 'connected?') { if (holds) channel.postMessage({ connected, topics: [] }) } else take(event.data as Told)
  })
  channel.postMessage('connected?')
  const tell = (told: Told) => { take(told); channel.postMessage(told) }
  let holds = false
  void navigator.locks.request('scanward-live', () => new Promise<void>(() => {
    holds = true
    const source = new EventSource(url)
    source.addEventListener('open', () => tell({ connected: true, topics: ['*'] })) // what happened in between is asked for
    source.addEventListener('error', () => tell({ connected: false, topics: [] }))
    source.addEventListener('alive', () => tell({ connected: true, topics: [] }))
    source.addEventListener('changed', event => tell({ connected: true, topics: (event as MessageEvent<string>).data.split(' ') }))
  }))
  document.addEventListener('click', event => {
    const target = event.target as HTMLElement
    if (target.closest('[data-live-pause]')) pauseOrGoOn()
    if (target.closest('[data-live-show]')) void refresh(true)
  })
  document.addEventListener('pointerleave', () => schedule(), true)
  document.addEventListener('visibilitychange', () => schedule())
  say()
  setInterval(say, 5000)
}

interface Told { connected: boolean, topics: string[] }

function take(told: Told): void {
  connected = told.connected
  for (const topic of told.topics) stale.add(topic)
  schedule()
  say()
}

export function pauseOrGoOn(): void {
  paused = !paused
  if (!paused) schedule()
  say()
}

function schedule(): void {
  if (paused || stale.size === 0 || document.hidden || timer) return
  timer = setTimeout(() => {
    timer = undefined
    void refresh(false)
  }, Math.max(300, lastAsked + 1500 - Date.now()))
}

/** Asks again for the page as it is, and takes over what has changed. */
export async function refresh(all: boolean): Promise<void> {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-live]')].filter(region => all || concerns(region))
  if (regions.length === 0) {
    stale.clear()
    return
  }
  lastAsked = Date.now()
  const before = stale
  stale = new Set()
  let fresh: Document
  try {
    const response = await fetch(location.href, { headers: { 'HX-Request': 'true', 'HX-Request-Type': 'partial' } })
    if (!response.ok) throw new Error(String(response.status))
    fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  } catch {
    for (const topic of before) stale.add(topic)
    connected = false
    say()
    return
  }
  for (const region of regions) {
    const next = fresh.getElementById(region.id)
    if (!next) continue
    if (!all && region.dataset['liveRows'] !== undefined) await takeRows(region, next)
    else if (all || !isHeld(region)) await morph(region, next)
    else for (const topic of before) stale.add(topic)
  }
  updatedAt = new Date()
  document.dispatchEvent(new CustomEvent('scanward:updated'))
  say()
}

/** Rows that are there are brought up to date where they stand; new ones are counted, and shown when asked for. */
async function takeRows(region: HTMLElement, next: HTMLElement): Promise<void> {
  const rows = new Map([...region.querySelectorAll<HTMLElement>('[data-row]')].map(row => [row.dataset['row'], row]))
  let added = 0
  for (const row of next.querySelectorAll<HTMLElement>('[data-row]')) {
    const here = rows.get(row.dataset['row'])
    if (!here) added++
    else if (!isHeld(here) && here.innerHTML !== row.innerHTML) await morph(here, row)
  }
  const waiting = region.querySelector<HTMLElement>('[data-live-new]')
  if (!waiting || added === 0) return
  waiting.hidden = false
  waiting.textContent = `${added} new`
}

function concerns(region: HTMLElement): boolean {
  const topics = region.dataset['live']?.split(' ') ?? []
  return stale.has('*') || topics.some(topic => stale.has(topic))
}

function isHeld(region: HTMLElement): boolean {
  return region.matches(':hover') || (region.contains(document.activeElement) && document.activeElement !== document.body)
}

export async function morph(here: Element, next: Element): Promise<void> {
  await window.htmx.swap({ text: next.outerHTML, target: here, swap: 'outerMorph', sourceElement: here })
}

function say(): void {
  const place = document.querySelector('[data-live-state]')
  if (!place) return
  const at = updatedAt.toLocaleTimeString('en-GB')
  const [word, action] = paused ? [`Paused at ${at}`, 'Go on'] : connected ? [`Updated ${at}`, 'Pause'] : [`Not connected since ${at}`, 'Pause']
  const button = place.querySelector('button') ?? document.createElement('button')
  button.type = 'button'
  button.className = 'btn btn-link'
  button.dataset['livePause'] = ''
  button.textContent = action
  const text = place.querySelector('span') ?? document.createElement('span')
  text.textContent = word
  text.className = connected || paused ? '' : 'live-lost'
  if (!text.isConnected) place.append(text, button)
}
