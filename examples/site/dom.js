// Elements. Text goes in as text; only what the API has passed through its allow-list goes in as HTML (`trusted`).

/** Make an element; properties that are undefined are left out, children may be lists, texts or nothing. */
export function el(name, properties = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue
    if (key === 'trusted') made.innerHTML = value
    else if (key.startsWith('on')) made.addEventListener(key.slice(2), value)
    else made.setAttribute(key, value === true ? '' : value)
  }
  made.append(...children.flat(2).filter((child) => child !== undefined && child !== null && child !== false))
  return made
}

/** Give the attributes of a text in a language, where that is not the page's own. */
export function tongue(language, site) {
  if (language === site.language) return {}
  return { lang: language, dir: site.languages.find(({ code }) => code === language)?.direction ?? 'auto' }
}

/** Say some of the page's own words, amidst others that are of the content. */
export function said(say, ...words) {
  return say.own.lang ? el('span', say.own, ...words) : words
}

/** Show a picture in the sizes that there are, with room kept for it. */
export function picture(shown, sizes) {
  const set = (format) => shown.widths.map((width) => `${filled(shown.href, width, format)} ${width}w`).join(', ')
  return el('picture', {},
    shown.formats.map((format) => el('source', { type: `image/${format}`, srcset: set(format), sizes })),
    el('img', {
      src: shown.fallback, alt: shown.is_decorative ? '' : shown.alt, width: shown.width, height: shown.height,
      loading: 'lazy', decoding: 'async',
    }))
}

function filled(template, width, format) {
  return template.replace('{width}', width).replace('{format}', format)
}
