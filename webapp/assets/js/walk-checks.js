// What a ward walk judges by itself, for off line nobody else can: as surveys/question_types does it on the server.
// What passes here is taken there, so that nothing is refused after the person has gone.
const GAPS = /[\s\u00a0\u2009\u202f'\u2019\u066c\u200e\u200f\u061c]+/g

// Digits of every script stand in rows of ten, from 0 to 9.
const latin = (digit) => {
  const code = digit.codePointAt(0)
  let start = code
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start -= 1
  return (code - start) % 10
}

// The number of a text; NaN where there is none, or where it could be read in two ways.
export const numberOf = (text, whole) => {
  if (lengthOf(text) > 60) return NaN
  let plain = text.replace(/\p{Nd}/gu, latin).replace(GAPS, '').replaceAll('\u2212', '-').replaceAll('\u066b', '.')
  if (whole && /^[+-]?\d{1,3}([.,]\d{3})+$/.test(plain)) plain = plain.replace(/[.,]/g, '')
  if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(plain) || !/^[+-]?\d{1,15}([.,]\d{1,9})?$/.test(plain)) return NaN
  return Number(plain.replace(',', '.'))
}

// Characters as the server counts them: an emoji is one.
export const lengthOf = (text) => [...text].length

// What is wrong with a value, as the code of a sentence on the page; null when nothing is.
export const problemOf = (rules, value) => {
  if (rules.required && value === null) return rules.type === 'agreement' ? 'agree' : 'needed'
  if (value === null) return null
  if (Array.isArray(value) && rules.most && value.length > rules.most) return 'too_many'
  if (rules.type === 'grid' && rules.required && Object.keys(value).length < rules.rows) return 'needed'
  if (rules.type === 'closed_why' && rules.required && !value.choice) return 'needed'
  if (rules.longest && lengthOf((rules.type === 'closed_why' ? value.why : value) || '') > rules.longest) return 'too_long'
  if (rules.type === 'number') {
    const number = numberOf(value, rules.whole)
    if (!Number.isFinite(number) || (rules.whole && !Number.isInteger(number))) return 'number'
    if ((rules.least != null && number < rules.least) || (rules.most != null && number > rules.most)) return 'number'
  }
  return null
}
