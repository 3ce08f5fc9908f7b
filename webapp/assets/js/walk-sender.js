// Sends what waits on the device through the drafts API, each person's answers once: the key that the device gave
// them makes the same draft however often it is tried, and a draft is sent once by the database's own rule.
const LATER = 'later'

// Thrown when trying again by itself cannot help; the answers stay on the device all the same. `questions` are those
// whose answers were refused, `alarmed` says that the triage found danger in what came with them.
class Stuck extends Error {
  constructor (reason, { questions = [], alarmed = false } = {}) {
    super(reason)
    Object.assign(this, { questions, alarmed })
  }
}

export class Waiting {
  constructor ({ id, token, survey }) {
    Object.assign(this, { token, survey, place: `walk ${id} ` })
  }

  // Each in a place of its own, so that two windows never write over one another.
  keys () {
    return Object.keys(localStorage).filter((key) => key.startsWith(`${this.place}waiting `)).sort()
  }

  // Throws when the device has no room: then nothing was kept, and the page must say so.
  keep (item) {
    localStorage.setItem(`${this.place}waiting ${item.at} ${item.key}`, JSON.stringify(item))
  }

  get sent () {
    return Number(localStorage.getItem(`${this.place}sent`) || 0)
  }

  // Gives {alarmed, stuck, later}: how many that were sent tell of danger; those that cannot be sent, each with its
  // {reason, at, questions, alarmed}; "try again". Null while another window, or this one, is at it already.
  async send (progress) {
    const found = { alarmed: 0, stuck: [], later: false }
    const work = async () => {
      for (const key of this.keys()) {
        let item
        try {
          item = JSON.parse(localStorage.getItem(key))
          if (!item) continue // another window has sent it
          if (await this.#sendOne(item)) found.alarmed += 1
          localStorage.removeItem(key)
          localStorage.setItem(`${this.place}sent`, this.sent + 1)
          progress()
        } catch (error) {
          if (!(error instanceof Stuck)) {
            found.later = true
            break
          }
          found.stuck.push({ reason: error.message, at: item.at, questions: error.questions, alarmed: error.alarmed })
        }
      }
      return found
    }
    if (navigator.locks) {
      return navigator.locks.request(`${this.place}send`, { ifAvailable: true }, (lock) => lock && work())
    }
    return work()
  }

  // True when something in it tells of danger: the triage reads it now, and safeguarding staff get it.
  // Nothing of a person is sent off while one of their answers is refused: it would be gone, and nobody would know.
  async #sendOne (item) {
    let alarmed = false
    const refused = []
    const begun = await this.#call('POST', `/surveys/${this.survey}/drafts`, {
      language: item.language, return_code: item.code, version: item.version
    }, { Authorization: `Kiosk ${this.token}`, 'Idempotency-Key': item.key })
    const { draft } = this.#expect(begun, [200, 201])
    for (const [question, value] of item.answers) {
      const saved = await this.#call('PUT', `/drafts/${draft}/answers/${question}`, { value, keep: true })
      if (saved.body.reason === 'draft_submitted') break // it arrived last time; only the thanks were lost
      if (saved.body.reason === 'draft_withdrawn') return false // the person has taken it back
      if (saved.status === 400 || saved.status === 404) {
        refused.push(question)
        continue // the triage still has to read the rest
      }
      alarmed = ['emergency', 'crisis'].includes(this.#expect(saved, [200], alarmed).alert) || alarmed
    }
    if (refused.length) throw new Stuck('answer', { questions: refused, alarmed })
    this.#expect(await this.#call('POST', `/drafts/${draft}/submit`), [200], alarmed)
    return alarmed
  }

  #expect ({ status, body }, wanted, alarmed = false) {
    if (wanted.includes(status)) return body
    throw new Stuck(body.reason || String(status), { alarmed })
  }

  async #call (method, path, body, headers = {}) {
    const answer = await fetch(`/api/v1${path}`, {
      method,
      headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
      body: body && JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store'
    })
    if (answer.status === 429 || answer.status >= 500) throw new Error(LATER)
    return { status: answer.status, body: await answer.json() }
  }
}

// A return code in the form of surveys/codes.py: four of the 512 words and three digits, from the browser's own dice.
export const newReturnCode = (words) => {
  const dice = crypto.getRandomValues(new Uint32Array(5))
  const drawn = [...dice.slice(0, 4)].map((number) => words[number % words.length])
  return [...drawn, String(dice[4] % 1000).padStart(3, '0')].join(' ')
}
