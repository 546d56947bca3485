// A copy of all that is published, kept by the journal.

import { patiently, Refused, there, type Polyweek, type Schemas } from './client.js'

/** What is held: articles by id and language, and where the frames are that are to be read anew. */
export class Copy {
  readonly articles = new Map<string, Schemas['ChangeDocument']>()
  readonly toRead = new Map<string, string>()

  /** Take an entry; to take one twice does no harm. */
  take(entry: Schemas['Change']): void {
    switch (entry.resource) {
      case 'article':
        return this.takeArticle(entry)
      case 'issue':
      case 'topic':
      case 'byline':
      case 'language':
      case 'site':
        return this.takeFrame(entry)
    }
  }

  /** Drop all that is held. */
  clear(): void {
    this.articles.clear()
    this.toRead.clear()
  }

  private takeFrame({ resource, type, id, key, href }: Schemas['FrameChange']): void {
    const place = `${resource} ${id ?? key ?? ''}`
    if (type === 'withdrawn' || href === null) this.toRead.delete(place) // nothing public has it any longer
    else this.toRead.set(place, href)
  }

  private takeArticle(entry: Schemas['ArticleChange']): void {
    const place = `${entry.article_id} ${entry.language}`
    const document = entry.type === 'withdrawn' ? null : there(entry.document, 'document')
    if (document === null) this.articles.delete(place)
    else this.articles.set(place, document)
  }
}

/**
 * Bring a copy up to date from a cursor, or from what stands now; gives the cursor to come back with.
 *
 * Where the cursor has ended, as it does when the newsroom is restored from a backup, or after 90 days or more where it
 * keeps its journal for no longer, the copy is taken anew.
 */
export async function follow(api: Polyweek, copy: Copy, since?: string): Promise<string> {
  try {
    return await followed(api, copy, since)
  } catch (error) {
    if (since === undefined || !(error instanceof Refused && error.has('invalid_cursor', 'gone'))) throw error
  }
  copy.clear()
  return followed(api, copy)
}

async function followed(api: Polyweek, copy: Copy, since?: string): Promise<string> {
  for (let cursor = since; ; ) {
    const from = cursor === undefined ? { initial: true } : { since: cursor }
    const part = await patiently(() =>
      api.GET('/v1/changes', { params: { query: { ...from, include: ['document'], limit: 100 } } }),
    )
    for (const entry of part.data) copy.take(entry)
    if (!part.meta.has_more) return part.meta.cursor
    cursor = part.meta.cursor
  }
}
