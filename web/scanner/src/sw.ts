/** Keeps the scanner on the phone: all its files, of one version, so that it starts without network. Written by hand; it knows nothing of the API. */

declare const __SCANWARD_FILES__: string[];
declare const __SCANWARD_VERSION__: string;

interface ExtendableEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

interface ServiceWorkerScope {
  addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}

const scope = self as unknown as ServiceWorkerScope;
const base = '/scan/';
const prefix = 'scanward-scan-';
const cacheName = prefix + __SCANWARD_VERSION__;

scope.addEventListener('install', (event) => event.waitUntil(keepAll()));
scope.addEventListener('activate', (event) => event.waitUntil(dropOlder().then(() => scope.clients.claim())));
scope.addEventListener('message', ({ data }) => {
  // Only when a person said so: a scan may be under way.
  if (data === 'take-over') void scope.skipWaiting();
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== location.origin) return;
  if (request.mode === 'navigate' && (address.pathname === '/scan' || address.pathname === base)) event.respondWith(kept(base, request));
  else if (address.pathname.startsWith(base)) event.respondWith(kept(address.pathname, request));
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(cacheName);
  // Hashed files may come from the browser's cache, the others are asked for anew.
  await cache.addAll(__SCANWARD_FILES__.map((file) => new Request(base + file, { cache: file.startsWith('assets/') ? 'default' : 'no-cache' })));
}

async function dropOlder(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(prefix) && name !== cacheName).map((name) => caches.delete(name)));
}

async function kept(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(path)) ?? fetch(request);
}
