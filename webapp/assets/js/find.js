// A tidy address to pass on: fields that were left empty are not sent. Without JavaScript they are, and mean the same.
const form = document.getElementById('find')

if (form) {
  const empty = () => [...form.elements].filter((field) => field.name && !field.value && field.type !== 'submit')

  form.addEventListener('submit', () => {
    const left = empty()
    left.forEach((field) => { field.disabled = true })
    // Whoever comes back with the browser's own button finds every field open again.
    window.addEventListener('pagehide', () => left.forEach((field) => { field.disabled = false }), { once: true })
  })
}
