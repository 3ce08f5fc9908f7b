// Enter sends the message and Shift with Enter begins a new line, as in other chats, where there is a mouse and so
// a keyboard. On a phone Enter begins a new line, as people there expect. Enter pressed again sends nothing twice.
const box = document.querySelector('[data-enter-sends]')
let sent = false

if (box && window.matchMedia('(pointer: fine)').matches) {
  box.addEventListener('keydown', (event) => {
    // While a word is being put together (Chinese, Korean) Enter chooses it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    if (sent) return
    sent = true
    box.form.requestSubmit()
  })
  // Coming back by the browser's own button shows the page as it was left.
  window.addEventListener('pageshow', () => {
    sent = false
  })
}
