// A ward walk: leads through the questionnaire of one page, keeps what people say on the device, sends it when it can.
import { problemOf } from './walk-checks.js'
import { Waiting, newReturnCode } from './walk-sender.js'

const root = document.querySelector('[data-walk]')
const known = JSON.parse(root.dataset.walk)
const device = document.querySelector('[data-device]')
const form = document.getElementById('walk')
const waiting = new Waiting(known)
const now = `walk ${known.id} now`
const steps = form ? [...form.querySelectorAll('[data-step]')] : []
let place = 0

// --- what was answered -------------------------------------------------------------------------------------------
const rulesOf = (element) => JSON.parse(element.dataset.question)
const inputs = (name) => [...form.elements].filter((one) => one.name === name)
const ticked = (name) => inputs(name).filter((one) => one.checked).map((one) => one.value)
const typed = (name) => inputs(name).map((one) => one.value.trim())[0] || ''
const parts = (code) => [...new Set([...form.elements].map((one) => one.name).filter((name) => name.startsWith(`${code}.`)))]
const only = (list) => (list.length ? list : null)

const VALUES = {
  agreement: ({ code }) => ticked(code)[0] || null,
  single: ({ code }) => ticked(code)[0] || null,
  scale: ({ code }) => ticked(code)[0] || null,
  age_band: ({ code }) => ticked(code)[0] || null,
  ward: ({ code }) => typed(code) || null,
  multiple: ({ code }) => only(ticked(code)),
  up_to_n: ({ code }) => only(ticked(code)),
  number: ({ code }) => typed(code) || null,
  free_text: ({ code }) => typed(code) || null,
  grid: ({ code }) => {
    const rows = parts(code).map((name) => [name.slice(code.length + 1), ticked(name)[0]]).filter(([, option]) => option)
    return rows.length ? Object.fromEntries(rows) : null
  },
  ranking: ({ code }) => only(parts(code).map((name) => [name.slice(code.length + 1), Number(typed(name))])
    .filter(([, rank]) => rank).sort((a, b) => a[1] - b[1]).map(([option]) => option)),
  closed_why: ({ code }) => {
    const choice = ticked(`${code}.choice`)[0] || null
    const why = typed(`${code}.why`) || null
    return choice || why ? { choice, why } : null
  }
}
const valueOf = (rules) => VALUES[rules.type](rules)

// The options of an answer on which another question can hang; of a grid "row.option".
const chosenOf = (rules) => {
  const value = valueOf(rules)
  if (Array.isArray(value)) return value
  if (rules.type === 'grid') return Object.entries(value || {}).map((pair) => pair.join('.'))
  return [rules.type === 'closed_why' && value ? value.choice : value]
}
const isAsked = ({ when }) => {
  if (!when) return true
  const other = form.querySelector(`[data-code="${when.question}"]`)
  if (!other || !isAsked(rulesOf(other))) return false
  return chosenOf(rulesOf(other)).some((code) => when.any_of.includes(code))
}
const questionsOf = (step) => [...step.querySelectorAll('[data-question]')]
const route = () => questionsOf(form).forEach((one) => { one.hidden = !isAsked(rulesOf(one)) })
const isOnTheWay = (step) => !questionsOf(step).length || questionsOf(step).some((one) => !one.hidden)

// --- what cannot stand is said at once: off line nobody else can say it ---------------------------------------------
const mistakeOf = (rules) => {
  if (rules.type === 'ranking') {
    const ranks = parts(rules.code).map(typed).filter(Boolean)
    if (new Set(ranks).size < ranks.length) return 'twice'
  }
  return problemOf(rules, valueOf(rules))
}
const mistakes = form && form.querySelector('[data-mistakes]')
const complain = (codes) => {
  mistakes.hidden = !codes.length
  mistakes.querySelectorAll('[data-mistake]').forEach((one) => { one.hidden = !codes.includes(one.dataset.mistake) })
  if (codes.length) mistakes.focus()
}

// --- going through ---------------------------------------------------------------------------------------------------
const remember = () => {
  const given = [...new FormData(form).entries()].filter(([, value]) => typeof value === 'string' && value)
  if (place && steps[place].dataset.step !== 'thanks') {
    try {
      localStorage.setItem(now, JSON.stringify({ step: steps[place].dataset.step, given, at: Date.now() }))
    } catch { /* no room: it is still on the page, and keeping it at the end says so */ }
  }
}
const show = (index, { focus = true } = {}) => {
  place = index
  steps.forEach((step, number) => { step.hidden = number !== index })
  document.querySelector('[data-first]').hidden = index !== 0
  root.toggleAttribute('data-at-rest', index === 0)
  complain([])
  if (focus) {
    steps[index].querySelector('h2').focus()
    window.scrollTo(0, 0)
  }
}
const discard = () => {
  localStorage.removeItem(now)
  form.reset()
  route()
}
const forward = () => {
  const wrong = questionsOf(steps[place]).filter((one) => !one.hidden).map((one) => mistakeOf(rulesOf(one))).filter(Boolean)
  if (wrong.length) return complain(wrong)
  if (steps[place].dataset.step === 'send') return finish()
  let next = place + 1
  while (!isOnTheWay(steps[next])) next += 1
  show(next)
  remember()
}
const back = () => {
  let before = place - 1
  while (before > 0 && !isOnTheWay(steps[before])) before -= 1
  show(before)
}
const finish = () => {
  const answers = questionsOf(form).filter((one) => !one.hidden).map(rulesOf)
    .map((rules) => [rules.code, valueOf(rules)]).filter(([, value]) => value !== null)
  const item = {
    key: crypto.randomUUID(),
    at: Date.now(),
    language: known.language,
    version: known.version, // the words that were on this screen: staff may publish others before it is sent
    code: newReturnCode(known.words),
    answers
  }
  try {
    waiting.keep(item)
  } catch {
    return complain(['full'])
  }
  discard()
  form.querySelector('[data-code-told]').textContent = item.code
  form.querySelector('[data-step="thanks"] details').open = false
  show(steps.length - 1)
  tell()
  send()
}
const begin = () => {
  discard()
  form.querySelector('[data-code-told]').textContent = ''
  show(0)
}

// --- the device -------------------------------------------------------------------------------------------------------
const tell = () => {
  device.querySelector('[data-waiting]').textContent = waiting.keys().length
  device.querySelector('[data-sent]').textContent = waiting.sent
  device.querySelector('[data-offline]').hidden = navigator.onLine
}
// The question as it is asked on this page; its code once the page asks nothing more.
const nameOf = (code) => {
  const asked = form && form.querySelector(`[data-code="${code}"]`)
  const words = asked && asked.querySelector('legend, label')
  return words ? `“${words.textContent.trim()}”` : code
}
// Why, whose (by the time) and which question, never what was written: others stand by.
const showStuck = (stuck) => {
  device.querySelector('[data-stuck]').hidden = !stuck.length
  const reasons = [...device.querySelectorAll('[data-reason]')]
  const hasWords = (reason) => reasons.some((one) => one.dataset.reason === reason)
  const told = stuck.map(({ reason }) => (hasWords(reason) ? reason : 'other'))
  if (stuck.some((one) => one.alarmed)) told.push('danger')
  reasons.forEach((one) => { one.hidden = !told.includes(one.dataset.reason) })
  const lines = stuck.filter((one) => one.questions.length)
    .map((one) => `${new Date(one.at).toLocaleString(known.language)}: ${one.questions.map(nameOf).join(', ')}`)
  const list = device.querySelector('[data-stuck-questions]')
  // Written anew only when it changed: a screen reader would read it out every half minute.
  if (lines.join() === [...list.children].map((one) => one.textContent).join()) return
  list.replaceChildren(...lines.map((line) => Object.assign(document.createElement('li'), { textContent: line })))
}
const send = async () => {
  tell()
  if (!navigator.onLine || !waiting.keys().length) return
  const found = await waiting.send(tell)
  if (!found) return // it is being sent: what is stuck is told when that is done
  if (found.alarmed) device.querySelector('[data-alarmed]').hidden = false
  showStuck(found.stuck)
  tell()
}

if (form) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    forward()
  })
  form.addEventListener('input', () => {
    route()
    remember()
  })
  form.addEventListener('change', ({ target }) => {
    const asked = target.type === 'checkbox' && target.checked && target.closest('[data-question]')
    if (asked) {
      const { code, exclusive } = rulesOf(asked)
      const alone = exclusive.includes(target.value)
      inputs(code).forEach((one) => { if (one !== target && (alone || exclusive.includes(one.value))) one.checked = false })
    }
    route()
    remember()
  })
  form.addEventListener('click', ({ target }) => {
    if (target.closest('[data-back]')) back()
    if (target.closest('[data-next-person]')) begin()
  })
  document.addEventListener('kiosk:clear', (event) => {
    event.preventDefault()
    begin()
  })
  document.querySelector('[data-stop]').addEventListener('click', (event) => {
    event.preventDefault()
    begin()
  })
  // Whoever leaves in a hurry leaves nothing of what they were writing.
  document.addEventListener('app:leave', discard)

  // Reloaded half way, or read in another language: it goes on where it was, unless the person has long gone.
  const held = JSON.parse(localStorage.getItem(now) || 'null')
  form.reset()
  if (held && Date.now() - held.at < known.idle * 1000) {
    for (const element of form.elements) {
      const given = held.given.filter(([name]) => name === element.name).map(([, value]) => value)
      if (['checkbox', 'radio'].includes(element.type)) element.checked = given.includes(element.value)
      else if (element.name && given.length) element.value = given[0]
    }
  } else {
    localStorage.removeItem(now)
  }
  route()
  show(Math.max(0, steps.findIndex((step) => held && localStorage.getItem(now) && step.dataset.step === held.step)), { focus: false })
}
root.hidden = false

device.querySelector('[data-send]').addEventListener('click', send)
window.addEventListener('online', send)
window.addEventListener('offline', tell)
window.addEventListener('storage', tell)
setInterval(send, 30000)
send()

if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {})
if (navigator.serviceWorker) {
  // Every language, so that each can be chosen without a connection.
  Promise.all(known.workers.map((address) => navigator.serviceWorker.register(address)))
    .then(() => navigator.serviceWorker.ready)
    .then(() => { device.querySelector('[data-kept]').hidden = false })
    .catch(() => { device.querySelector('[data-not-kept]').hidden = false })
}
