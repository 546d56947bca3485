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

  /** Tell whether it has one of these codes, of its own or among its faults. */
  has(...codes: (Schemas['ProblemCode'] | Schemas['FaultCode'])[]): boolean {
    const told = new Set<string>([this.problem.code, ...this.problem.errors.map(({ code }) => code)])
    return codes.some((code) => told.has(code))
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

const PATIENCE = 45_000 // milliseconds; the server may hold an empty page of the journal back for 15 seconds

function options(baseUrl: string, language: string, token?: string): ClientOptions {
  const credential = token === undefined ? {} : { Authorization: `Bearer ${token}` }
  const headers = { 'Accept-Language': language, ...credential }
  return { baseUrl, headers, fetch: (request) => fetch(request, { signal: AbortSignal.timeout(PATIENCE) }) }
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

/**
 * Call again as long as this helps, also where nobody answers or an answer is cut off: not before the time that the
 * answer says, and later each time. Gives what was answered, and for how many seconds to leave the server alone.
 */
export async function persistently<T>(call: () => Promise<Answer<T>>): Promise<{ data: T; rest: number }> {
  for (let tries = 0; ; tries += 1) {
    let seconds = 0
    try {
      const answer = await call()
      seconds = Number(answer.response.headers.get('Retry-After') ?? 0)
      if (!LATER.has(answer.response.status)) return { data: ours(answer), rest: seconds }
    } catch (error) {
      if (!isBroken(error)) throw error
    }
    const pause = Math.max(seconds, Math.min(2 ** tries, 60)) * 1000
    await new Promise((resolve) => setTimeout(resolve, pause + Math.random() * Math.min(pause / 2, 60_000)))
  }
}

const LATER = new Set([429, 502, 503, 504])

function ours<T>(answer: Answer<T>): T {
  const { ok, status, headers } = answer.response
  if (!ok && !headers.get('Content-Type')?.startsWith('application/problem+json'))
    throw new Error(`${status} from something that is not the newsroom`)
  return answered(answer)
}

/** Tell whether this is how `fetch` says that nothing came, or nothing whole, or not in time. */
function isBroken(error: unknown): boolean {
  return error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException
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
