/**
 * Puts the scanner onto this phone, and tells when a newer one lies ready. The newer one takes over only when `takeOver` is called, which a person does; then
 * the page is loaded anew.
 */
export async function keepOnPhone(onNewVersion: (takeOver: () => void) => void): Promise<void> {
  // Not while developing, where files change under it; and not on pages that are not served securely, which have none.
  if (!('serviceWorker' in navigator) || !document.querySelector('script[src*="/assets/"]')) return;
  let wanted = false;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (wanted) location.reload();
  });
  let registration: ServiceWorkerRegistration;
  try {
    // Links of labels lead to /scan, without a slash.
    registration = await navigator.serviceWorker.register('/scan/sw.js', { scope: '/scan', updateViaCache: 'none' });
  } catch (fault) {
    // A browser that allows none, or no network at the first visit: the page works, and tries again at the next.
    if (fault instanceof DOMException || fault instanceof TypeError) return;
    throw fault;
  }
  const offer = (worker: ServiceWorker): void => onNewVersion(() => {
    wanted = true;
    worker.postMessage('take-over');
  });
  // Without a controller this is the first one, which is no new version.
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && navigator.serviceWorker.controller) offer(worker);
    });
  });
  const look = (): void => {
    if (navigator.onLine && document.visibilityState === 'visible') void registration.update().catch(() => undefined);
  };
  document.addEventListener('visibilitychange', look);
  setInterval(look, 3_600_000);
}
