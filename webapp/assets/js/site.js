// Nicer with JavaScript, whole without it: the quick exit and the design system's own parts.
import { initAll } from './govuk-frontend.min.js'

initAll()

const exit = document.querySelector('[data-quick-exit]')

// replace() leaves no entry for this page behind the weather page.
const leave = () => {
  document.dispatchEvent(new Event('app:leave')) // a ward walk forgets what is being typed (walk.js)
  window.location.replace(exit.href)
}

if (exit) {
  exit.addEventListener('click', (event) => {
    event.preventDefault()
    leave()
  })
  // Escape three times within two seconds, for a person with the keyboard only.
  let presses = []
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') {
      presses = []
      return
    }
    presses = [...presses.filter((time) => event.timeStamp - time < 2000), event.timeStamp]
    if (presses.length >= 3) leave()
  })
}
