// A partner's mirror: all articles of the contract in a folder, one file for each article and language.
//
// Each file is written whole or not at all, and the cursor after what stands before it: wherever it is killed, the next
// run takes an entry again rather than miss one. What frames articles is read when it is shown (`following.ts`).

import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { persistently, Refused, type Polyweek, type Schemas } from './client.js'
import { differences, parts } from './proofs.js'

const WAIT = 15 // seconds for which the server may hold an empty page back
const HOUR = 3_600_000

type State = { cursor?: string; contract?: Schemas['PartnerContract'] }
type Page = Schemas['ChangeList']

export class Mirror {
  private readonly articles: string
  private readonly file: string
  private state: State
  private removals = 0
  private contractAt = 0

  constructor(
    folder: string,
    private readonly api: Polyweek,
  ) {
    this.articles = join(folder, 'articles')
    this.file = join(folder, 'state.json')
    mkdirSync(this.articles, { recursive: true })
    this.state = read<State>(this.file) ?? {}
  }

  /**
   * Take page after page; gives after each how many entries it had. Ends at the journal's end if `once`.
   *
   * Else a suspension or an ended contract ends nothing: it says so, and asks again after so many milliseconds.
   */
  async *follow(once: boolean, pause = HOUR): AsyncGenerator<number> {
    for (;;) {
      try {
        return yield* this.pages(once)
      } catch (error) {
        if (once || !(error instanceof Refused && error.has('partner_suspended', 'contract_ended'))) throw error
        console.error(`${error.message} The newsroom is asked again in ${Math.round(pause / 60_000)} minutes.`)
      }
      this.forgetContract()
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  /** Delete an article at once: what was withdrawn need not wait for the journal. */
  remove(articleId: string, language: string): void {
    this.removals += 1
    rmSync(this.place(articleId, language), { force: true })
  }

  /** Read the contract with the next page: licence, line to print and end are not in the journal. */
  forgetContract(): void {
    this.contractAt = 0
  }

  /** Give the languages and weeks in which this is not what the newsroom has; follow to the end before. */
  async differences(): Promise<string[]> {
    const { cursor = '' } = this.state
    const { data } = await persistently(() => this.api.GET('/v1/changes/proof', { params: { query: { cursor } } }))
    return differences(parts(this.documents()), data.parts)
  }

  private *documents(): Generator<Schemas['ChangeDocument']> {
    for (const name of readdirSync(this.articles).filter((each) => each.endsWith('.json'))) {
      const document = read<Schemas['ChangeDocument']>(join(this.articles, name))
      if (document !== undefined) yield document
    }
  }

  private async *pages(once: boolean): AsyncGenerator<number> {
    for (;;) {
      await this.readContract()
      const { removals } = this
      const { data: page, rest } = await this.page(once ? 0 : WAIT)
      if (removals !== this.removals) continue // it may have what was withdrawn since it was asked for
      this.take(page)
      yield page.data.length
      if (once && !page.meta.has_more) return
      await new Promise((resolve) => setTimeout(resolve, rest * 1000))
    }
  }

  private async readContract(): Promise<void> {
    if (Date.now() < this.contractAt + HOUR) return
    const { data } = await persistently(() => this.api.GET('/v1/partner/me'))
    this.contractAt = Date.now()
    this.keep({ ...this.state, contract: data.contract })
  }

  private async page(wait: number): Promise<{ data: Page; rest: number }> {
    const { cursor } = this.state
    const from = cursor === undefined ? { initial: true } : { since: cursor }
    try {
      return await persistently(() =>
        this.api.GET('/v1/changes', { params: { query: { ...from, include: ['document'], limit: 100, wait } } }),
      )
    } catch (error) {
      if (cursor === undefined || !(error instanceof Refused && error.has('invalid_cursor', 'gone'))) throw error
    }
    this.forget() // what was withdrawn since nobody can tell any longer
    return this.page(wait)
  }

  private take(page: Page): void {
    for (const entry of page.data) {
      if (entry.resource !== 'article') continue
      const place = this.place(entry.article_id, entry.language)
      if (entry.type === 'withdrawn' || !entry.document) rmSync(place, { force: true })
      else write(place, entry.document)
    }
    this.keep({ ...this.state, cursor: page.meta.cursor })
  }

  private place(articleId: string, language: string): string {
    return join(this.articles, `${encodeURIComponent(articleId)}.${encodeURIComponent(language)}.json`)
  }

  /** Drop all, the cursor last: whoever was broken off here begins here again. */
  private forget(): void {
    rmSync(this.articles, { recursive: true, force: true })
    mkdirSync(this.articles)
    const { cursor: _, ...rest } = this.state
    this.keep(rest)
  }

  private keep(state: State): void {
    write(this.file, state)
    this.state = state
  }
}

/** Read a file of ours, or undefined where there is none. */
function read<T>(path: string): T | undefined {
  try {
    const found: T = JSON.parse(readFileSync(path, 'utf8'))
    return found
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Write a file whole or not at all; when this returns it is on the disk. */
export function write(path: string, value: unknown): void {
  const made = `${path}.new`
  const file = openSync(made, 'w')
  try {
    writeSync(file, JSON.stringify(value))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(made, path)
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder) // else its new name may be lost with the power
  } finally {
    closeSync(folder)
  }
}
