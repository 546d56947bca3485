// Receives a newsroom's webhooks, and keeps the mirror of `mirror.ts` by them.
//
// An event is on the disk before it is answered with 204, and is passed over when it comes again. A withdrawal deletes
// its text before that. All other events say that there is something to read, and the mirror reads it; so it does from
// time to time without any, since nothing tells of an event that never came. Put a server with TLS before it.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http'
import { join } from 'node:path'
import type { Schemas } from './client.js'
import { write, type Mirror } from './mirror.js'

const LARGEST = 64 * 1024 // bytes of an event; the newsroom sends 20 kB at most
const TOLERANCE = 300 // seconds between the clocks
const PAUSE = 900_000 // milliseconds after which the mirror reads without having been told to
const KEPT = 40 * 86_400_000 // milliseconds; an event may be sent again for 30 days

export type PartnerEvent =
  | Schemas['PartnerArticleEvent']
  | Schemas['PartnerIssueEvent']
  | Schemas['PartnerContractEvent']
  | Schemas['PartnerPingEvent']

/** Tell whether a request is from the newsroom and of now, by the Standard Webhooks specification. `at`: seconds. */
export function isSigned(headers: IncomingHttpHeaders, body: Buffer, keys: Buffer[], at: number): boolean {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) => String(headers[`webhook-${name}`] ?? ''))
  if (!id || !timestamp || !signatures || !/^\d+$/.test(timestamp)) return false
  if (Math.abs(Number(timestamp) - at) > TOLERANCE) return false
  const good = keys.map((key) => createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest())
  const given = signatures.split(' ').filter((each) => each.startsWith('v1,'))
  return given
    .map((each) => Buffer.from(each.slice(3), 'base64'))
    .some((one) => good.some((other) => one.length === other.length && timingSafeEqual(one, other)))
}

/** Read the secrets of an endpoint: one, or two with a space between while they are rotated. */
export function keysOf(secrets: string): Buffer[] {
  const written = secrets.split(' ').filter((each) => each !== '')
  if (!written.length || !written.every((each) => /^whsec_[\w+/]+=*$/.test(each))) throw new Error('that is no secret')
  return written.map((each) => Buffer.from(each.slice('whsec_'.length), 'base64'))
}

/** The events in a folder, each once, and what they do to the mirror. */
export class Inbox {
  private readonly events: string

  constructor(
    folder: string,
    private readonly mirror: Mirror,
    private readonly ring: () => void,
  ) {
    this.events = join(folder, 'events')
    mkdirSync(this.events, { recursive: true })
    for (const path of readdirSync(this.events).map((name) => join(this.events, name)))
      if (statSync(path).mtimeMs < Date.now() - KEPT) rmSync(path)
  }

  /** Keep an event unless it is kept already. What it withdraws is deleted first: if that fails, it comes again. */
  put(id: string, body: Buffer): void {
    const place = join(this.events, `${encodeURIComponent(id)}.json`)
    if (existsSync(place)) return
    const event: PartnerEvent = JSON.parse(body.toString())
    this.act(event)
    write(place, event)
    this.ring()
  }

  private act(event: PartnerEvent): void {
    switch (event.type) {
      case 'article.withdrawn':
        if (!event.data.is_public) this.mirror.remove(event.data.article_id, event.data.language)
        return
      case 'contract.changed':
        return this.mirror.forgetContract()
      default: // the journal has it, and what a later version may tell
    }
  }
}

/** Make the server: 204 when an event is on the disk, 401 without a good signature, 503 when it is to come again. */
export function receiver(inbox: Inbox, keys: Buffer[]): Server {
  return createServer({ requestTimeout: 10_000 }, (request, response) => {
    answer(request, inbox, keys)
      .catch((error: unknown) => {
        console.error('not kept:', error)
        return 503
      })
      .then((status) => response.writeHead(status, { Connection: 'close' }).end())
  })
}

async function answer(request: IncomingMessage, inbox: Inbox, keys: Buffer[]): Promise<number> {
  if (request.method !== 'POST') return 405
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request) {
    const bytes = Buffer.from(piece)
    size += bytes.length
    if (size > LARGEST) return 413
    pieces.push(bytes)
  }
  const body = Buffer.concat(pieces)
  if (!isSigned(request.headers, body, keys, Date.now() / 1000)) return 401
  inbox.put(String(request.headers['webhook-id']), body)
  return 204
}

/** A bell: whoever waits goes on when it is rung, also if that was before; or after some time. */
export class Bell {
  private isRung = false
  private wake = (): void => undefined

  readonly ring = (): void => {
    this.isRung = true
    this.wake()
  }

  async waited(): Promise<void> {
    if (!this.isRung)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, PAUSE)
        this.wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    this.isRung = false
  }
}

/** Let the mirror read at the beginning, whenever the bell rings, and from time to time; for ever. */
export async function keepUp(mirror: Mirror, bell: Bell, say: (line: string) => void): Promise<never> {
  for (;;) {
    try {
      for await (const count of mirror.follow(true)) if (count) say(`${count} entries taken`)
    } catch (error) {
      console.error(`the mirror stands still: ${String(error)}`) // withdrawals are still to be received
    }
    await bell.waited()
  }
}
