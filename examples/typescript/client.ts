// The connection: one typed client, and refusals as errors that keep their problem.

import createClient, { type Client, type ClientOptions } from 'openapi-fetch'
import type { components, paths } from './polyweek.js'
import type { Whole } from './whole.js'

export type Schemas = components['schemas']

/** Calls that are answered whole, since they may not name `fields`. */
export type Polyweek = Client<Whole<paths>>

/** Calls that may name `fields`: of what they answer nothing must be there. */
export type Narrowed = Client<paths>

/** What the API refused, with the problem that says why. */
export class Refused extends Error {
  constructor(readonly problem: Schemas['Problem']) {
    super(`${problem.title}: ${problem.detail}`)
  }
}

/** Connect to a newsroom; with a token as whom it was given to. Problems come in the language. */
export function connect(baseUrl: string, language: string, token?: string): Polyweek {
  return createClient<Whole<paths>>(options(baseUrl, language, token))
}

/** Connect to ask for less than the whole, by `fields`. */
export function connectNarrowed(baseUrl: string, language: string): Narrowed {
  return createClient<paths>(options(baseUrl, language))
}

function options(baseUrl: string, language: string, token?: string): ClientOptions {
  const credential = token === undefined ? {} : { Authorization: `Bearer ${token}` }
  return { baseUrl, headers: { 'Accept-Language': language, ...credential } }
}

type Answer<T> = { data?: T; error?: Schemas['Problem'] | undefined; response: Response }

/** Give what was answered, or throw what was refused. */
export function answered<T>({ data, error, response }: Answer<T>): T {
  if (error !== undefined) throw new Refused(error)
  if (data === undefined) throw new Error(`${response.status} without an answer`)
  return data
}

/** Give a field that was asked for: where `fields` may leave some out, none must be there. */
export function there<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`${name} was left out`)
  return value
}

/** Call again where the answer says that this helps, three times in all, and after the time that it says. */
export async function patiently<T>(call: () => Promise<Answer<T>>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const answer = await call()
    const seconds = answer.error && retryAfter(answer.error, answer.response)
    if (seconds === undefined || tries === 3) return answered(answer)
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  }
}

/** Give the seconds to wait before another try, or undefined where that would not help. */
function retryAfter({ code, status }: Schemas['Problem'], { headers }: Response): number | undefined {
  switch (code) {
    case 'unavailable':
    case 'rate_limited':
      return Number(headers.get('Retry-After') ?? 1)
    case 'internal':
      return undefined
    default:
      return status === 503 ? 5 : undefined // a later version may have codes that this one does not know
  }
}
