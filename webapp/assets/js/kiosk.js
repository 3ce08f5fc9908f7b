// A kiosk clears itself when nobody touches it: first it asks, and whoever answers gets more time (WCAG 2.2.1).
// Without JavaScript "Stop and clear this device" and "Next person" do it.
const dialog = document.querySelector('[data-idle]')

if (dialog) {
  const patience = Number(dialog.dataset.idle) * 1000
  const warning = Number(dialog.dataset.warning) * 1000
  let touched = Date.now()
  let asked = 0

  // A ward walk has answers of its own to clear; a kiosk's start page forgets the person on the server.
  const clear = () => {
    const go = document.dispatchEvent(new CustomEvent('kiosk:clear', { cancelable: true }))
    asked = 0
    touched = Date.now()
    if (dialog.open) dialog.close()
    if (go) window.location.replace(dialog.dataset.start)
  }

  const stay = () => {
    asked = 0
    touched = Date.now()
    if (dialog.open) dialog.close()
  }

  // By the clock, not by a count of seconds: a tablet that slept has to know it when it wakes.
  const look = () => {
    const now = Date.now()
    if (document.querySelector('[data-at-rest]')) touched = now // nobody has begun: there is nothing to clear
    if (asked ? now - asked >= warning : now - touched >= patience + warning) {
      clear()
    } else if (!asked && now - touched >= patience) {
      asked = now
      dialog.showModal()
    }
  }

  for (const kind of ['pointerdown', 'pointermove', 'keydown', 'input', 'scroll', 'wheel']) {
    document.addEventListener(kind, () => { if (!asked) touched = Date.now() }, { passive: true, capture: true })
  }
  dialog.querySelector('[data-more]').addEventListener('click', stay)
  dialog.querySelector('[data-clear]').addEventListener('click', clear)
  dialog.addEventListener('close', () => { if (asked) stay() }) // the Escape key
  document.addEventListener('visibilitychange', look)
  setInterval(look, 1000)
}

// A page that the browser kept whole in its memory is asked for anew: the server knows who has gone.
window.addEventListener('pageshow', (event) => { if (event.persisted) window.location.reload() })
