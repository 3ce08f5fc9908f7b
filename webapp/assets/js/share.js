// Nicer with JavaScript: the phone's own sharing, and printing. Without it both stay hidden; the page has all else.
const share = document.querySelector('[data-share]')

if (share && navigator.share) {
  share.hidden = false
  share.addEventListener('click', () => {
    // Whoever changes their mind and closes the phone's list has done nothing wrong.
    navigator.share({ title: share.dataset.title, url: share.dataset.url }).catch(() => {})
  })
}

const print = document.querySelector('[data-print]')

if (print) {
  print.hidden = false
  print.addEventListener('click', () => window.print())
}
