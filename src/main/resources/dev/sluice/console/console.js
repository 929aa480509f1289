'use strict'
const history = []
const span = 120
let channel = 'inbox'
let shownTag = ''

function rows(table, lines) {
  const body = table.tBodies[0]
  body.replaceChildren(...lines.map(cells => {
    const row = document.createElement('tr')
    row.append(...cells.map(text => Object.assign(document.createElement('td'), { textContent: text })))
    return row
  }))
}

function draw(budget) {
  const canvas = byId('chart')
  const width = canvas.width = canvas.clientWidth * devicePixelRatio
  const height = canvas.height = canvas.clientHeight * devicePixelRatio
  const pen = canvas.getContext('2d')
  const colours = getComputedStyle(document.documentElement)
  const thick = 2 * devicePixelRatio
  const top = Math.max(budget, ...history.map(point => point.resident)) * 1.05
  const x = i => width * (1 - (history.length - 1 - i) / (span - 1))
  const y = bytes => (height - thick) * (1 - bytes / top) + thick / 2
  const area = (colour, heights) => {
    pen.strokeStyle = pen.fillStyle = colours.getPropertyValue(colour)
    pen.lineWidth = thick
    pen.beginPath()
    heights.forEach((bytes, i) => pen.lineTo(x(i), y(bytes)))
    pen.stroke()
    pen.lineTo(width, height)
    pen.lineTo(x(0), height)
    pen.globalAlpha = 0.15
    pen.fill()
    pen.globalAlpha = 1
  }
  area('--blue', history.map(point => point.resident))
  area('--green', history.map(point => point.held))
  pen.fillStyle = colours.getPropertyValue('--red')
  pen.fillRect(0, y(budget) - thick / 2, width, thick)
}

async function refreshMemory() {
  const status = await ask('/memory_status')
  history.push({ resident: status.rss, held: status.pools.memory.used })
  if (history.length > span) history.shift()
  draw(status.budget.limit)
  byId('summary').textContent = `Version ${status.version}, ${size(status.rss)} resident of ${size(status.budget.limit)}, ${status.threads} threads`
  rows(byId('pools'), Object.entries(status.pools).map(([name, pool]) => name === 'cores'
    ? [name, pool.used, pool.highest, pool.total]
    : [name, size(pool.used), size(pool.highest), size(pool.total)]))
  const held = status.holders.map(one => [one.purpose, one.tag, size(one.memory), (one.ageMillis / 1000).toFixed(1) + ' s'])
  rows(byId('holders'), held.length ? held : [['nobody', '', '', '']])
}

async function refreshPicture() {
  const { channels } = await ask('/channels')
  const select = byId('channel')
  const names = channels.map(one => one.name)
  if (!names.includes(channel)) names.unshift(channel)
  if ([...select.options].map(option => option.value).join() !== names.join()) {
    select.replaceChildren(...names.map(name => new Option(name, name, false, name === channel)))
  }
  const current = channels.find(one => one.name === channel)
  const image = byId('current')
  if (!current?.id) { image.hidden = true; byId('empty').hidden = false; shownTag = ''; return }
  const tag = channel + current.id
  if (tag !== shownTag) {
    shownTag = tag
    image.src = `/images/${current.id}?w=960&h=960&format=webp`
    image.hidden = false
    byId('empty').hidden = true
  }
}

async function refreshSettings() {
  const config = await ask('/config')
  const form = byId('settings')
  for (const field of form.elements) {
    if (!(field.name in config)) continue
    if (field.type === 'checkbox') field.checked = config[field.name]
    else field.value = config[field.name]
  }
  byId('presets').replaceChildren('Machine of ', ...Object.keys(config.presets).map(name => {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: name, className: 'quiet' })
    button.onclick = () => save({ preset: name })
    return button
  }))
}

async function save(change) {
  try {
    await ask('/config', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(change) })
    await refreshSettings()
    say(byId('saved'), 'Saved.')
  } catch (error) { say(byId('saved'), error.message, true) }
}

byId('settings').onsubmit = event => {
  event.preventDefault()
  const form = event.target
  const dimension = form.max_image_dimension.value.trim()
  save({
    max_image_dimension: /^\d+$/.test(dimension) ? Number(dimension) : dimension,
    compression_quality: Number(form.compression_quality.value),
    enable_memory_optimization: form.enable_memory_optimization.checked
  })
}

function upload(files) {
  if (!files.length) return
  const form = new FormData()
  for (const file of files) form.append('file', file)
  const request = new XMLHttpRequest()
  const progress = byId('progress')
  progress.hidden = false
  request.upload.onprogress = event => { progress.value = event.loaded / event.total }
  request.onloadend = () => {
    progress.hidden = true
    if (request.status === 401) location.reload()
    let answer = {}
    try { answer = JSON.parse(request.responseText) } catch { answer.detail = 'The server did not answer.' }
    const refused = answer.errors?.length ? ' Refused: ' + answer.errors.map(one => `${one.name}: ${one.detail}`).join('; ') : ''
    if (request.status >= 400 || request.status === 0) say(byId('message'), answer.detail, true)
    else say(byId('message'), answer.images.map(one => `${one.name || 'Picture'}: ${one.width}x${one.height}, ${size(one.bytes)}`).join('; ') + '.' + refused, refused)
    refreshPicture().catch(() => {})
  }
  request.open('POST', '/upload?channel=' + encodeURIComponent(channel))
  request.send(form)
}

const drop = byId('drop')
drop.onclick = () => byId('files').click()
drop.onkeydown = event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); byId('files').click() } }
byId('files').onchange = event => { upload(event.target.files); event.target.value = '' }
drop.ondragover = event => { event.preventDefault(); drop.classList.add('over') }
drop.ondragleave = () => drop.classList.remove('over')
drop.ondrop = event => { event.preventDefault(); drop.classList.remove('over'); upload(event.dataTransfer.files) }
byId('channel').onchange = event => { channel = event.target.value; shownTag = ''; refreshPicture().catch(() => {}) }
byId('current').onerror = () => { shownTag = '' }

async function tick() {
  try { await Promise.all([refreshMemory(), refreshPicture()]) } catch (error) { byId('summary').textContent = error.message }
  setTimeout(tick, document.hidden ? 10000 : 2000)
}
refreshSettings().catch(() => {})
tick()
