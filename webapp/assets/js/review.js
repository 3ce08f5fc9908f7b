// The review desk by keyboard. Every key stands for a control that is on the page: without this file all works by form.
const help = document.getElementById('keys-help')
const form = document.querySelector('[data-review]')
const find = document.getElementById('find-theme')
const said = document.querySelector('[data-said]')
const start = document.querySelector('[data-review-start]')

if (form) {
  const on = help?.dataset.keys === 'on'
  const boxes = [...form.querySelectorAll('[data-theme]')]
  const label = (box) => box.querySelector('label').textContent

  const tell = (words) => { said.textContent = words }

  const toggle = (box) => {
    const field = box.querySelector('input')
    field.click() // as a hand would: whoever listens for changes hears it
    tell(`${label(box)}: ${field.checked ? said.dataset.on : said.dataset.off}`)
  }

  // A letter is a key here, and a letter where somebody writes.
  const writing = (target) =>
    target.isContentEditable ||
    ['TEXTAREA', 'SELECT'].includes(target.tagName) ||
    (target.tagName === 'INPUT' && !['checkbox', 'radio', 'submit', 'button'].includes(target.type))

  // Enter presses what has the focus, where that can be pressed.
  const pressable = (target) => target.closest('a, button, summary')

  const press = (command) => {
    const control = document.querySelector(`[data-command="${command}"]`)
    if (control?.form && control.type === 'submit') control.form.requestSubmit(control)
    else control?.click()
  }

  // Finding a theme by its name, with and without the one-key shortcuts.
  const group = form.querySelector('[data-find]')
  group.hidden = false
  const fits = (box) => find.value.trim().toLowerCase().split(/\s+/).every((word) => box.dataset.words.includes(word))
  const sift = () => {
    boxes.forEach((box) => { box.hidden = !fits(box) })
    form.querySelectorAll('fieldset').forEach((set) => { set.hidden = !set.querySelector('[data-theme]:not([hidden])') })
    const left = boxes.filter((box) => !box.hidden)
    tell(find.value ? (left.length ? label(left[0]) : said.dataset.none) : '')
  }
  const leave = () => {
    find.value = ''
    sift()
    start?.focus()
  }
  find.addEventListener('input', sift)
  find.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      const first = find.value.trim() && boxes.find((box) => !box.hidden)
      if (!first) return
      leave()
      toggle(first)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      leave()
    }
  })

  document.querySelectorAll('[data-when-keys]').forEach((mark) => { mark.hidden = !on })
  if (on) {
    document.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return
      if (writing(event.target)) return
      const { key } = event
      const chosen = boxes.find((box) => box.querySelector('input').dataset.key === key)
      if (key === 'Enter') {
        if (pressable(event.target)) return
        press('a')
      } else if (['a', 'n', 'u', 'h'].includes(key)) press(key)
      else if (key === '/') find.focus()
      else if (key === '?') {
        help.open = !help.open
        help.querySelector('summary').focus()
      } else if (chosen) toggle(chosen)
      else return
      event.preventDefault()
    })
  }
  // The answer first: a page that came after "next" begins where the reader's eyes are.
  if (!document.querySelector('.govuk-error-summary')) start?.focus({ preventScroll: true })
}
