// Reading the API. Only the address that the page names is asked, or one of this very machine that `?api=` names.

export class Refused extends Error {
  /** `status` is 0 where nobody answered; `problem` is what the API said, if it said anything. */
  constructor(status, problem) {
    super(problem?.detail ?? `status ${status}`)
    this.status = status
    this.problem = problem
  }
}

const LOCAL = ['127.0.0.1', 'localhost', '[::1]']

function address() {
  const named = document.querySelector('meta[name=polyweek-api]').content
  const asked = new URLSearchParams(location.search).get('api')
  if (asked !== null && URL.canParse(asked) && LOCAL.includes(new URL(asked).hostname)) return new URL(asked).origin
  return named.replace(/\/$/, '')
}

export const API = address()

/** Write an address of the API; what is undefined or empty is left out. */
export function at(path, query = {}) {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value))
  return `${API}${path}${asked.size ? (path.includes('?') ? '&' : '?') : ''}${asked}`
}

/** Read JSON, or throw what was refused. The browser's own cache keeps what may be kept, by its ETag. */
export async function read(path, query, signal) {
  let answer
  try {
    answer = await fetch(at(path, query), { signal, headers: { Accept: 'application/json' } })
  } catch (error) {
    if (error.name === 'AbortError') throw error
    throw new Refused(0)
  }
  const data = await answer.json().catch(() => undefined)
  if (!answer.ok || data === undefined) throw new Refused(answer.status, data)
  return data
}
