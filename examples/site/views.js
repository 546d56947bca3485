// What the page shows of each kind of thing: data in, elements out.

import { at } from './api.js'
import { el, picture, said, tongue } from './dom.js'
import { day } from './words.js'

/** Give the address of a place of this page. */
export const link = (...parts) => `#/${parts.map(encodeURIComponent).join('/')}`

export function issue(found, { say, site, language }) {
  return [
    el('h1', { tabindex: -1 }, found.period_label),
    found.title && el('p', { class: 'lead', ...tongue(found.title_language, site) }, found.title),
    el('div', { class: 'cards' }, found.articles.map((article) => card(article, { say, site, language }))),
    pager([
      [found.previous && link(language, 'issue', found.previous.key), 'prev', say('older'), found.previous?.period_label],
      [found.next && link(language, 'issue', found.next.key), 'next', say('newer'), found.next?.period_label],
    ], { say, language }),
  ]
}

function card(article, { say, site, language }) {
  return el('article', { class: 'card', ...tongue(article.language, site) },
    article.picture && picture(article.picture, '(min-width: 60rem) 20rem, 95vw'),
    el('p', { class: 'kicker', ...own(article, site) }, article.topic.name, verdict(article.trend)),
    el('h2', {}, el('a', { href: link(language, 'article', article.slug) }, article.title)),
    el('p', {}, article.summary),
    el('p', { class: 'small', ...own(article, site) }, details(article, say)))
}

/** Say of what stands in a text of another language that it is in the page's own. */
function own(article, site) {
  const here = site.languages.find(({ code }) => code === site.language)
  return article.language === site.language ? {} : { lang: site.language, dir: here?.direction ?? 'auto' }
}

function verdict(trend) {
  return trend && el('span', { class: `verdict ${trend.value}` }, trend.label)
}

function details(article, say) {
  const names = article.bylines.map(({ name }) => name).join(', ')
  return [names && `${names} · `, dated(article.published_at, say), ' · ', said(say, say('minutes', { count: article.reading_minutes }))]
}

function dated(moment, say) {
  return el('time', { datetime: moment, ...(say.days === say.tongue ? say.own : {}) }, day(moment, say))
}

export function article(found, { say, site, language }) {
  const text = tongue(found.language, site)
  const isStale = found.body?.content.includes('data-stale')
  return [
    el('p', { class: 'kicker' }, found.topic.name, verdict(found.trend)),
    el('h1', { tabindex: -1, ...text }, found.title),
    el('p', { class: 'lead', ...text }, found.summary),
    el('p', { class: 'small' }, details(found, say), found.issue && ' · ',
      found.issue && el('a', { href: link(language, 'issue', found.issue.key) }, found.issue.period_label)),
    found.is_fallback && el('p', { class: 'note', ...say.own }, say('fallback')),
    found.freshness !== 'current' && el('p', { class: 'note', id: 'freshness' }, found.freshness_label, isStale && [' ', said(say, say('stale'))]),
    found.corrections.length > 0 && el('section', { class: 'note', id: 'corrections' },
      el('h2', say.own, say('corrections')),
      el('ul', {}, found.corrections.map(({ at: when, note }) =>
        el('li', {}, dated(when, say), note && el('span', text, ` — ${note}`))))),
    found.picture && figure(found.picture, { say, site }),
    el('div', { class: 'body', ...text, trusted: found.body?.content ?? '' }),
    pager([
      [found.previous && link(language, 'article', found.previous.slug), 'prev', say('previous'), found.previous?.title],
      [found.next && link(language, 'article', found.next.slug), 'next', say('next'), found.next?.title],
    ], { say, language }),
  ]
}

function figure(shown, { say, site }) {
  const credit = shown.credit && say('picture', { name: shown.credit })
  return el('figure', tongue(shown.language, site), picture(shown, '(min-width: 48rem) 46rem, 95vw'),
    (shown.caption || credit) && el('figcaption', {}, shown.caption, credit && [' ', said(say, credit)]))
}

function pager(places, { say, language }) {
  const there = places.filter(([href]) => href)
  return there.length > 0 && el('nav', { class: 'pager', 'aria-label': say('more'), lang: say.own.lang },
    there.map(([href, rel, label, title]) =>
      el('a', { href, rel }, el('span', { class: 'small' }, label), el('span', { lang: language, dir: 'auto' }, title))))
}

export function trends(found, { say, language }) {
  const rows = found.data.map(({ topic, total }) => el('tr', {}, el('th', { scope: 'row' }, topic.name),
    ['improved', 'unchanged', 'worsened'].map((name) => el('td', {}, total[name]))))
  return [
    el('h1', { tabindex: -1, ...say.own }, say('trends')),
    el('p', { class: 'small' }, found.meta.period?.label),
    el('img', { id: 'chart', src: at('/v1/trends.svg', { lang: language }), alt: say('chart'), ...say.own }),
    el('details', {}, el('summary', say.own, say('numbers')), el('table', {},
      el('thead', {}, el('tr', {}, ['topic', 'better', 'same', 'worse'].map((name) => el('th', { scope: 'col', ...say.own }, say(name))))),
      el('tbody', {}, rows))),
  ]
}

export function results(found, words, { say, site, language }) {
  const { value, is_exact: isExact } = found.meta.total
  const meant = found.meta.did_you_mean
  return [
    el('h1', { tabindex: -1 }, said(say, `${say('searchFor')}:`), ` ${words}`),
    el('p', say.own, value ? say(isExact ? 'found' : 'foundMore', { count: value }) : say('nothing')),
    meant && el('p', {}, said(say, `${say('meant')}:`), ' ', el('a', { href: link(language, 'search', meant.text) }, meant.text)),
    found.data.map((article) => el('article', { class: 'result', ...tongue(article.language, site) },
      el('h2', {}, el('a', { href: link(language, 'article', article.slug) }, article.title)),
      article.highlights.filter(({ field }) => field !== 'title').slice(0, 2).map(({ html }) => el('p', { trusted: html })))),
  ]
}

/** Say politely what is the matter: nothing there, withdrawn, nobody answers, too busy, or whatever else. */
export function refusal(refused, { say, site, language, retry }) {
  const { status, problem } = refused
  const title = { 0: 'offline', 404: 'missing', 410: 'gone', 429: 'later', 503: 'later' }[status] ?? 'wrong'
  const others = problem?.alternates ?? []
  const isPassing = status === 0 || status === 429 || status >= 500
  return [
    el('h1', { tabindex: -1, ...say.own }, say(title)),
    status !== 0 && problem?.detail && el('p', say.own, problem.detail), // the API has words of its own in the same languages
    others.length > 0 && el('section', {}, el('h2', say.own, say('elsewhere')), el('ul', {}, others.map((other) =>
      el('li', tongue(other.language, site ?? { language, languages: [] }),
        el('a', { href: link(other.language, 'article', other.slug), hreflang: other.language }, other.title))))),
    el('p', say.own, isPassing ? el('button', { onclick: retry }, say('again')) : el('a', { href: site ? link(language) : '#/' }, say('home'))),
  ]
}
