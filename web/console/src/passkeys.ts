/** Signing in with a passkey, and adding one; where the browser has none the buttons stay hidden. */
export function passkeys(): void {
  if (!('PublicKeyCredential' in window) || !('parseCreationOptionsFromJSON' in PublicKeyCredential)) return
  const signIn = document.querySelector<HTMLElement>('[data-passkey-sign-in]')
  if (signIn && !isNumber(location.hostname)) {
    signIn.hidden = false
    const button = signIn.querySelector('button')!
    button.addEventListener('click', () => void attempt(signIn, button, () => come(signIn)))
  }

  const add = document.querySelector<HTMLFormElement>('[data-passkey-add]')
  if (add) {
    add.hidden = false
    add.addEventListener('submit', event => {
      event.preventDefault()
      void attempt(add, add.querySelector('button')!, () => make(add))
    })
  }
}

/** Browsers give no passkeys to an address that is a number. */
function isNumber(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.includes(':')
}

async function come(place: HTMLElement): Promise<void> {
  const csrf = place.dataset['csrf'] ?? ''
  const asked = await send('/sign-in/passkey/options', csrf, {})
  const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked.options) })
  const { go } = await send('/sign-in/passkey', csrf, { challenge_id: asked.challenge_id, credential: json(credential), return: place.dataset['return'] ?? '/' })
  location.assign(go)
}

async function make(form: HTMLFormElement): Promise<void> {
  const csrf = form.dataset['csrf'] ?? ''
  const fields = new FormData(form)
  const password = fields.get('password')
  const asked = await send('/account/passkeys/options', csrf, password === null ? {} : { password })
  const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked.options) })
  await send('/account/passkeys', csrf, { challenge_id: asked.challenge_id, credential: json(credential), name: String(fields.get('name') ?? '').trim() })
  location.assign('/account?done=passkey')
}

/** One try; what went wrong is said below the button. */
async function attempt(place: HTMLElement, button: HTMLButtonElement, work: () => Promise<void>): Promise<void> {
  const fault = place.querySelector<HTMLElement>('.field-fault')
  if (fault) fault.hidden = true
  button.disabled = true
  try {
    await work()
  } catch (error) {
    if (!fault) return
    fault.textContent = words(error)
    fault.hidden = false
  } finally {
    button.disabled = false
  }
}

function words(error: unknown): string {
  if (error instanceof Refused) return error.message
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'AbortError') return 'Nothing came of it: it was cancelled, or took too long. Try it again.'
  if (name === 'InvalidStateError') return 'This device has a passkey for you already.'
  return 'That did not work here. Try it again, or use your password.'
}

/** What the server says no to, in its own words. */
class Refused extends Error {}

async function send(path: string, csrf: string, body: object): Promise<any> {
  const response = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-TOKEN': csrf }, body: JSON.stringify(body) })
  const text = await response.text()
  const answer = text.length > 0 ? JSON.parse(text) : {}
  if (!response.ok) throw new Refused(answer.errors?.[0]?.detail ?? answer.detail ?? 'The server did not take it. Load the page again.')
  return answer
}

/** As the server reads it; older browsers have no toJSON of their own. */
function json(credential: Credential | null): object {
  return (credential as PublicKeyCredential).toJSON()
}
