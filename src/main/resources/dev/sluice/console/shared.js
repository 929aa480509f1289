'use strict'
const byId = id => document.getElementById(id)

function size(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let power = 0
  while (bytes >= 1024 && power < units.length - 1) { bytes /= 1024; power++ }
  return (power ? bytes.toFixed(1) : bytes) + ' ' + units[power]
}

function say(place, text, bad) {
  place.textContent = text
  place.classList.toggle('bad', Boolean(bad))
}

async function ask(path, options) {
  const response = await fetch(path, options)
  if (response.status === 401) location.reload()
  const body = response.headers.get('content-type')?.includes('json') ? await response.json() : null
  if (!response.ok) throw new Error(body?.detail ?? 'The server answered ' + response.status + '.')
  return body
}
