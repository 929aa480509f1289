'use strict'
const widths = [320, 640, 960, 1280]
const mostHappened = 8
let camera = null
let turn = 0
let timer = 0

const path = name => '/cameras/' + encodeURIComponent(name)
const count = (number, what) => number + ' ' + what + (number === 1 ? '' : 's')
const time = text => new Date(text).toLocaleTimeString()
const put = definition => ({ method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(definition) })

function element(name, text, more) {
  return Object.assign(document.createElement(name), text === undefined ? {} : { textContent: text }, more)
}

function button(text, action, more) {
  return element('button', text, { type: 'button', className: 'quiet', onclick: action, ...more })
}

// A browser has six connections to a server: a picture that nobody sees gives its own back at once.
function picture(place, address, text, failed) {
  const image = place.querySelector('img')
  if (image) {
    image.onerror = null
    image.src = 'data:,'
  }
  place.replaceChildren()
  if (!address) {
    if (text) place.append(element('p', text))
    return
  }
  const next = element('img', undefined, { alt: text, src: address })
  next.onerror = () => failed(address)
  place.append(next)
}

// An image does not tell why it failed, the answer does.
async function reason(address) {
  const leave = new AbortController()
  try {
    const response = await fetch(address, { signal: leave.signal })
    if (response.ok) return ''
    return (await response.json()).detail
  } catch (error) {
    return error.message
  } finally {
    leave.abort()
  }
}

function sure(question) {
  const dialog = byId('sure')
  byId('question').textContent = question
  dialog.returnValue = 'no'
  dialog.showModal()
  // The event comes later than the closing: the one of the question before this may still be on its way.
  return new Promise(resolve => { dialog.onclose = () => { if (!dialog.open) resolve(dialog.returnValue === 'yes') } })
}

function badge(place, state) {
  if (place.textContent !== state) place.textContent = state
  place.className = 'state ' + (['live', 'stopped', 'waiting'].includes(state) ? state : 'other')
}

// All cameras

const cards = new Map()

function card(name) {
  const image = element('img', undefined, { alt: '', hidden: true })
  const state = element('span')
  const facts = element('span', '', { className: 'soft' })
  const link = element('a', undefined, { href: '#' + name })
  const place = element('div', undefined, { className: 'still' })
  place.append(image)
  const line = element('span')
  line.append(element('b', name), ' ', state)
  link.append(place, line, facts)
  const item = element('li')
  item.append(link)
  return { item, image, state, facts, seen: '', next: 0 }
}

async function still(one, status) {
  if (status.state === 'stopped' || !status.lastFrameAt) {
    one.image.hidden = true
    one.seen = ''
    return
  }
  if (one.seen === status.lastFrameAt || performance.now() < one.next) return
  one.next = performance.now() + 8000
  const response = await fetch(path(status.name) + '/snapshot?w=320')
  if (!response.ok) return
  const address = URL.createObjectURL(await response.blob())
  URL.revokeObjectURL(one.image.src)
  one.image.src = address
  one.image.hidden = false
  one.seen = status.lastFrameAt
}

function forget(name) {
  const one = cards.get(name)
  URL.revokeObjectURL(one.image.src)
  one.item.remove()
  cards.delete(name)
}

async function refreshAll(mine) {
  const { cameras } = await ask('/cameras')
  if (mine !== turn) return
  const names = cameras.map(status => status.name)
  for (const name of [...cards.keys()]) if (!names.includes(name)) forget(name)
  const list = byId('cameras')
  names.forEach((name, i) => {
    if (!cards.has(name)) cards.set(name, card(name))
    const { item } = cards.get(name)
    if (list.children[i] !== item) list.insertBefore(item, list.children[i] ?? null)
  })
  byId('none').hidden = names.length > 0
  for (const status of cameras) {
    const one = cards.get(status.name)
    badge(one.state, status.state)
    one.facts.textContent = status.state === 'live'
      ? `${status.size ?? ''}, ${status.frameRate} frames/s, ${count(status.viewers, 'viewer')}`
      : status.lastFailure ?? ''
  }
  say(byId('summary'), count(cameras.length, 'camera'))
  for (const status of cameras) {
    if (mine !== turn || !cards.has(status.name)) return
    await still(cards.get(status.name), status)
  }
}

byId('add').onsubmit = async event => {
  event.preventDefault()
  const form = event.target
  const name = form.elements.name.value
  const definition = { url: form.url.value.trim(), user: form.user.value, password: form.password.value, record: { mode: form.mode.value } }
  try {
    const known = await fetch(path(name))
    if (known.ok) throw new Error(`There is a camera ${name} already: choose another name.`)
    await ask(path(name), put(definition))
    form.reset()
    say(byId('added'), '')
    location.hash = name
  } catch (error) { say(byId('added'), error.message, true) }
}

// One camera

function address(status) {
  if (status.state === 'stopped' || !status.size || camera.playing || performance.now() < camera.retry) return ''
  const room = byId('screen').clientWidth * devicePixelRatio
  const width = widths.find(one => one >= room) ?? widths.at(-1)
  return path(camera.name) + '/stream?fps=10' + (parseInt(status.size) > width ? '&w=' + width : '')
}

function words(status) {
  if (status.state === 'stopped') return 'The camera is stopped.'
  if (camera.playing) return 'The live picture comes back when the recording is closed.'
  return performance.now() < camera.retry && camera.refused || 'No picture yet.'
}

function drawLive(status) {
  // The server closes who takes nothing for long, as a machine that slept.
  if (camera.live && status.viewers === 0 && ++camera.alone >= 3) camera.live = ''
  else if (status.viewers > 0) camera.alone = 0
  const wanted = address(status)
  const text = wanted ? 'Live picture of ' + camera.name : words(status)
  if (wanted ? camera.live : !camera.live && camera.text === text) return
  camera.alone = 0
  camera.live = wanted
  camera.text = text
  const mine = camera
  picture(byId('screen'), wanted, text, async failed => {
    mine.retry = performance.now() + 3000
    mine.refused = await reason(failed)
    if (mine === camera) drawLive(mine.status)
  })
}

function recording(record) {
  if (!record || record.state === 'off') return 'off'
  const kept = record.frames ? `, ${record.frames} frames, ${size(record.bytes)}` : ''
  return record.state + kept + (record.reason ? ': ' + record.reason : '')
}

function motion(watch) {
  if (!watch) return 'not looked for'
  return (watch.moving ? 'something moves' : 'nothing moves') + ', ' + count(watch.motions, 'motion') + (watch.lastFailure ? ': ' + watch.lastFailure : '')
}

function drawFacts(status) {
  const facts = [
    ['Size', status.size ?? 'unknown'],
    ['Frame rate', (status.frameRate ?? 0) + ' a second'],
    ['Last picture', status.lastFrameAt ? time(status.lastFrameAt) : 'none'],
    ['Viewers', status.viewers],
    ['Recording', recording(status.record)],
    ['Motion', motion(status.watch)],
    ['Connected anew', count(status.reconnects ?? 0, 'time')],
    ['Received', size(status.bytes ?? 0)],
    ['Memory', size(status.memory)]
  ]
  byId('facts').replaceChildren(...facts.flatMap(([name, text]) => [element('dt', name), element('dd', text)]))
}

function draw(status) {
  const stopped = status.state === 'stopped'
  badge(byId('state'), status.state)
  const failure = status.lastFailure ? 'Last failure: ' + status.lastFailure : ''
  const next = status.nextTryAt ? '. Next try at ' + time(status.nextTryAt) + '.' : ''
  const text = failure + next
  if (byId('failure').textContent !== text) say(byId('failure'), text, status.state !== 'live')
  byId('failure').classList.toggle('bad', status.state !== 'live')
  const run = byId('run')
  run.hidden = false
  run.textContent = status.definition.running ? 'Stop' : 'Start'
  run.dataset.what = status.definition.running ? 'stop' : 'start'
  drawFacts(status)
  drawLive(status)
  if (!camera.filled) fill(status.definition)
  const session = status.record?.session ?? (stopped ? 'stopped' : '')
  if (session !== camera.session || camera.ending) {
    camera.session = session
    refreshRecordings().catch(error => say(byId('recorded'), error.message, true))
  }
}

function fill(definition) {
  const form = byId('change')
  camera.filled = true
  form.url.value = definition.url
  form.user.value = definition.user
  form.password.value = definition.password
  form.certificate.value = definition.certificate
  form.mode.value = definition.record.mode
  form.watch.checked = Boolean(definition.watch?.motion)
}

async function refreshOne(mine) {
  const status = await ask(path(camera.name) + '/state')
  if (mine !== turn) return
  camera.status = status
  say(byId('summary'), '')
  draw(status)
}

function happened(text) {
  const list = byId('happened')
  list.prepend(element('li', new Date().toLocaleTimeString() + ' ' + text))
  while (list.children.length > mostHappened) list.lastChild.remove()
}

function listen(name) {
  const events = new EventSource(path(name) + '/events')
  let last = ''
  events.addEventListener('state', event => {
    const { state } = JSON.parse(event.data)
    if (state !== last) happened(state)
    last = state
    refresh()
  })
  events.addEventListener('motion', event => {
    happened(JSON.parse(event.data).moving ? 'something moves' : 'nothing moves any more')
    refresh()
  })
  events.addEventListener('detection', event => {
    happened('seen: ' + JSON.parse(event.data).detections.map(one => one.label).join(', '))
  })
  return events
}

async function act(place, action, text) {
  try {
    await action()
    say(place, text ?? '')
  } catch (error) { say(place, error.message, true) }
  refresh()
}

byId('run').onclick = event => {
  const { what } = event.target.dataset
  act(byId('done'), () => ask(path(camera.name) + '/' + what, { method: 'POST' }))
}

byId('delete').onclick = async () => {
  const { name } = camera
  if (!await sure(`Delete the camera ${name}? What was recorded stays.`)) return
  try {
    await ask(path(name), { method: 'DELETE' })
    location.hash = ''
  } catch (error) { say(byId('done'), error.message, true) }
}

byId('change').onsubmit = event => {
  event.preventDefault()
  const form = event.target
  const { definition } = camera.status
  const changed = { ...definition, url: form.url.value.trim(), user: form.user.value, password: form.password.value }
  changed.certificate = form.certificate.value.trim()
  changed.record = { ...definition.record, mode: form.mode.value }
  if (!form.watch.checked && changed.watch) changed.watch = watching(changed.watch, null)
  if (form.watch.checked && !changed.watch?.motion) changed.watch = watching(changed.watch, {})
  camera.filled = false
  act(byId('saved'), () => ask(path(camera.name), put(changed)), 'Saved.')
}

function watching(watch, motion) {
  const { motion: _, ...rest } = watch ?? {}
  if (motion) return { ...rest, motion }
  return rest.detector || rest.publish ? rest : null
}

// Recordings

function recordingItem(session) {
  const item = element('li')
  const begin = new Date(session.begin).toLocaleString()
  const facts = `${session.seconds.toFixed(0)} s, ${count(session.frames, 'frame')}, ${size(session.bytes)}` + (session.complete ? '' : ', being written')
  const line = element('span')
  line.append(element('b', begin), ' ', element('span', facts, { className: 'soft' }))
  const buttons = element('span', undefined, { className: 'buttons' })
  const one = what => ({ ariaLabel: `${what} the recording of ${begin}` })
  buttons.append(
    button('Play', () => play(session.id), one('Play')),
    element('a', 'Download', { href: recorded(session.id) + '/download', download: '', className: 'button', ...one('Download') }),
    button('Delete', () => remove(session.id, begin), { ...one('Delete'), className: 'quiet danger' }))
  item.append(line, buttons)
  return item
}

const recorded = id => path(camera.name) + '/sessions/' + encodeURIComponent(id)

async function refreshRecordings(cursor) {
  const mine = camera
  const page = await ask(path(mine.name) + '/sessions?limit=10' + (cursor ? '&cursor=' + encodeURIComponent(cursor) : ''))
  if (mine !== camera) return
  mine.ending = page.sessions.some(session => !session.complete && session.id !== mine.session)
  const items = page.sessions.map(recordingItem)
  if (cursor) byId('recordings').append(...items)
  else byId('recordings').replaceChildren(...items)
  byId('older').hidden = !page.next
  byId('older').onclick = () => act(byId('recorded'), () => refreshRecordings(page.next))
  byId('unrecorded').hidden = byId('recordings').children.length > 0
}

function play(id) {
  camera.playing = id
  drawLive(camera.status)
  byId('player').hidden = !id
  const address = id && recorded(id) + '/play?speed=' + byId('speed').value
  picture(byId('playback'), address, id ? 'Recording' : '', async failed => {
    const why = await reason(failed)
    if (why) say(byId('recorded'), why, true)
  })
  if (id) byId('player').scrollIntoView({ block: 'nearest' })
}

async function remove(id, begin) {
  if (!await sure(`Delete the recording of ${begin}?`)) return
  const played = camera.playing === id
  if (played) play('')
  await act(byId('recorded'), async () => {
    if (played) await new Promise(resolve => setTimeout(resolve, 500))
    await ask(recorded(id), { method: 'DELETE' })
    await refreshRecordings()
  })
}

byId('speed').onchange = () => play(camera.playing)
byId('close').onclick = () => play('')

// Which of them is looked at

function leave() {
  if (!camera) return
  camera.events?.close()
  camera.playing = ''
  picture(byId('screen'), '', '')
  picture(byId('playback'), '', '')
  byId('player').hidden = true
  camera = null
}

function enter(name) {
  camera = { name, status: null, live: '', text: '', alone: 0, retry: 0, refused: '', playing: '', filled: false, session: null, ending: false, events: null }
  byId('name').textContent = name
  byId('run').hidden = true
  badge(byId('state'), '')
  for (const id of ['failure', 'done', 'saved', 'recorded']) say(byId(id), '')
  for (const id of ['facts', 'happened', 'recordings']) byId(id).replaceChildren()
  camera.events = listen(name)
}

function look() {
  leave()
  const name = location.hash.slice(1)
  document.title = (name ? name + ' - ' : '') + 'Cameras - Sluice'
  byId('all').hidden = Boolean(name)
  byId('one').hidden = !name
  say(byId('summary'), 'connecting')
  if (document.hidden) return
  if (name) enter(name)
  refresh()
}

async function refresh() {
  const mine = ++turn
  clearTimeout(timer)
  try {
    await (camera ? refreshOne(mine) : refreshAll(mine))
  } catch (error) {
    if (mine !== turn) return
    say(byId('summary'), error.message, true)
    if (camera) {
      camera.live = ''
      camera.text = error.message
      picture(byId('screen'), '', error.message)
    }
  }
  if (mine === turn && !document.hidden) timer = setTimeout(refresh, 2000)
}

addEventListener('hashchange', look)
addEventListener('pagehide', leave)
document.addEventListener('visibilitychange', () => {
  if (document.hidden) { turn++; clearTimeout(timer); leave() } else look()
})
look()
