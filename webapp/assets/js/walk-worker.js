// Keeps one walk's page and its files on the device. KEPT is put in front by the server (webapp/public/walk.py).
// From the network first, so that the page is never older than it need be; nothing that people say comes by here.
const PATIENCE = 8000

const refresh = async (request) => {
  const path = new URL(request.url).pathname
  const cache = await caches.open(KEPT.name)
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) })
    if (answer.ok) await cache.put(path, answer.clone())
    return answer
  } catch (error) {
    const kept = await cache.match(path)
    if (kept) return kept
    throw error
  }
}

self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(KEPT.name)
    await Promise.all(KEPT.files.map(async (file) => {
      const answer = await fetch(file, { cache: 'reload', credentials: 'omit' })
      if (!answer.ok) throw new Error(`${file} cannot be kept`)
      await cache.put(file, answer)
    }))
    await self.skipWaiting()
  })())
})

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { method, url } = event.request
  const address = new URL(url)
  if (method === 'GET' && address.origin === self.location.origin && KEPT.files.includes(address.pathname)) {
    event.respondWith(refresh(event.request))
  }
})
