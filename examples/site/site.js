// The page: where one is, by the part of the address after #, what is read for it, and how one gets elsewhere.
//
//   #/ru               the latest issue        #/ru/issue/2026-W47
//   #/ru/article/slug  an article              #/ru/trends        #/ru/search/words

import { read } from './api.js'
import { el } from './dom.js'
import { speaker } from './words.js'
import * as views from './views.js'

const main = document.querySelector('#main')
const status = document.querySelector('#status')
const box = document.querySelector('#q')
const sites = new Map() // by language: what the header shows, read once

let going = new AbortController() // ends what is read for a place that one has left
let isFirst = true // nobody's focus is moved when the page opens
let shown // the article that is shown, for the language menu
let kept // the paragraph at which a reader changes the language

function place() {
  const [language = '', kind = 'issue', key = 'latest'] = location.hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decoded)
  return { language, kind, key }
}

function decoded(part) {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

async function show() {
  going.abort()
  going = new AbortController()
  const { signal } = going
  let { language, kind, key } = place()
  let say = speaker(language || navigator.language)
  let site
  status.textContent = say('loading')
  status.lang = say.tongue
  main.setAttribute('aria-busy', 'true')
  let content
  try {
    site = await siteIn(language, signal)
    if (!language) {
      history.replaceState(null, '', views.link(site.language))
      language = site.language
      say = speaker(language)
    }
    head(site, say, { language, kind, key })
    const view = Object.hasOwn(SHOWS, kind) ? SHOWS[kind] : () => views.refusal({ status: 404 }, { say, site, language })
    content = await view(key, { say, site, language, signal })
  } catch (error) {
    if (error.name === 'AbortError') return
    if (error.status === undefined) throw error
    shown = undefined
    content = views.refusal(error, { say, site, language: language || 'en', retry: show })
    if (site === undefined) document.documentElement.lang = say.tongue
  }
  if (signal.aborted) return
  if (site) menu(site, say, { language, kind, key })
  main.replaceChildren(...content.flat(2).filter(Boolean))
  main.removeAttribute('aria-busy')
  status.textContent = ''
  const title = main.querySelector('h1').textContent
  document.title = site?.name ? `${title} — ${site.name}` : title
  arrive()
}

/** Bring the reader to the paragraph that was kept, or to the top, and the focus to what is new. */
function arrive() {
  const same = kept && document.getElementById(kept.id)
  if (same) scrollBy(0, same.getBoundingClientRect().top - kept.top)
  else if (!isFirst) scrollTo(0, 0)
  if (!isFirst) focus(same ?? main.querySelector('h1'))
  kept = undefined
  isFirst = false
}

function focus(element) {
  if (element.tabIndex < 0) element.tabIndex = -1
  element.focus({ preventScroll: true })
}

const SHOWS = {
  async issue(key, { signal, language, ...around }) {
    shown = undefined
    try {
      return views.issue(await read(`/v1/issues/${encodeURIComponent(key)}`, { lang: language }, signal), { language, ...around })
    } catch (error) {
      if (error.status === 404 && key === 'latest') return [el('h1', { tabindex: -1, ...around.say.own }, around.say('empty'))]
      throw error
    }
  },
  async article(key, { signal, language, ...around }) {
    shown = undefined
    shown = await read(`/v1/articles/${encodeURIComponent(key)}`, { lang: language }, signal)
    return views.article(shown, { language, ...around })
  },
  async trends(_, { signal, language, ...around }) {
    shown = undefined
    return views.trends(await read('/v1/trends', { lang: language, fields: 'topic,total' }, signal), { language, ...around })
  },
  async search(words, { signal, language, ...around }) {
    shown = undefined
    return views.results(await read('/v1/search', { lang: language, q: words }, signal), words, { language, ...around })
  },
}

async function siteIn(language, signal) {
  if (!sites.has(language)) {
    const site = await read('/v1/site', { lang: language }, signal)
    sites.set(language, site).set(site.language, site)
  }
  return sites.get(language)
}

function head(site, say, { language, kind, key }) {
  const root = document.documentElement
  root.lang = language
  root.dir = site.languages.find(({ code }) => code === language)?.direction ?? 'ltr'
  const name = document.querySelector('#name')
  name.textContent = site.name ?? 'Polyweek'
  name.href = views.link(language)
  document.querySelector('#about').textContent = site.about ?? ''
  for (const own of document.querySelectorAll('[data-say], #languages, #places, #search')) own.lang = say.tongue
  document.querySelector('[data-say=skip]').textContent = say('skip')
  document.querySelector('#languages').setAttribute('aria-label', say('languages'))
  document.querySelector('#places').setAttribute('aria-label', say('places'))
  document.querySelector('#places ul').replaceChildren(...[
    [views.link(language), say('latest'), kind === 'issue' && key === 'latest'],
    [views.link(language, 'trends'), say('trends'), kind === 'trends'],
  ].map(([href, text, isHere]) => el('li', {}, el('a', { href, 'aria-current': isHere && 'page' }, text))))
  box.setAttribute('aria-label', say('searchFor'))
  box.placeholder = say('searchFor')
  document.querySelector('#search button').textContent = say('search')
}

/** The menu of languages leads to the same thing; of an article to its own address there. */
function menu(site, say, { language, kind, key }) {
  document.querySelector('#languages ul').replaceChildren(...site.languages.map(({ code, native_name: name }) => {
    const other = shown?.alternates.find((alternate) => alternate.language === code)?.slug ?? shown?.id ?? key
    const href = kind === 'issue' && key === 'latest' ? views.link(code) : views.link(code, kind, other)
    const text = name.charAt(0).toLocaleUpperCase(code) + name.slice(1)
    return el('li', {}, el('a', {
      href, lang: code, hreflang: code, 'aria-current': code === language && 'true', onclick: keepPlace,
    }, text))
  }))
}

/** Remember which paragraph a reader has at the top of the window: it has the same id in every language. */
function keepPlace() {
  const block = [...main.querySelectorAll('.body [id]')].find((found) => found.getBoundingClientRect().bottom > 80)
  kept = block && scrollY > 0 ? { id: block.id, top: block.getBoundingClientRect().top } : undefined
}

addEventListener('hashchange', show)

document.addEventListener('click', (event) => {
  const anchor = event.target.closest?.('a[href^="#"]')
  const id = anchor?.getAttribute('href').slice(1)
  if (!id || id.startsWith('/')) return
  event.preventDefault() // a note of the text, or the way past the header: no other place
  const target = document.getElementById(id)
  if (!target) return
  target.scrollIntoView()
  focus(target)
})

document.querySelector('#search').addEventListener('submit', (event) => {
  event.preventDefault()
  const words = box.value.trim()
  if (words) location.hash = views.link(document.documentElement.lang, 'search', words)
})

let typed
box.addEventListener('input', () => {
  clearTimeout(typed)
  typed = setTimeout(suggest, 200)
})

async function suggest() {
  const q = box.value.trim()
  if (q.length < 2) return
  const found = await read('/v1/suggest', { lang: document.documentElement.lang, q }).catch(() => ({ data: [] }))
  if (box.value.trim() !== q) return
  document.querySelector('#suggestions').replaceChildren(...found.data.map(({ text }) => el('option', { value: text })))
}

show()
