// What the types must not let through: of each line marked the compiler must complain, or it complains of the mark.

import { connect, connectNarrowed, type Schemas } from './client.js'
import type { PartnerEvent } from './receiver.js'

export function mistakenly(event: PartnerEvent): unknown[] {
  // @ts-expect-error: only what is told of a text names one
  const article: string = event.data.article_id
  // @ts-expect-error: of a text that is not public there is no slug
  const slug: string | undefined = event.type === 'article.published' ? event.data.slug : undefined
  // @ts-expect-error: a thin one has no document
  const title = event.type === 'article.updated' ? event.data.document.title : ''
  // @ts-expect-error: there is no such event
  return event.type === 'article.deleted' ? [article, slug] : [title]
}

export async function mistakes(entry: Schemas['Change'], block: Schemas['BodyBlock']): Promise<unknown[]> {
  const whole = connect('', 'en')
  const query = { fields: ['title' as const] }
  // @ts-expect-error: who names fields is not answered whole
  await whole.GET('/v1/articles', { params: { query } })
  const { data: part } = await connectNarrowed('', 'en').GET('/v1/articles', { params: { query } })
  // @ts-expect-error: the slug may have been left out
  const slug: string | undefined = part?.data[0]?.slug.toString()
  const { data: article } = await whole.GET('/v1/articles/{slug_or_id}', { params: { path: { slug_or_id: '' } } })
  // @ts-expect-error: of the body it is not known whether it is a text or a tree
  const text: string | undefined = article?.body?.content
  // @ts-expect-error: only an article has an id for certain
  const id: string = entry.article_id
  // @ts-expect-error: only some blocks have a level
  const level: number = block.level
  // @ts-expect-error: there is no such state
  const stale: boolean = article?.freshness === 'stale'
  const path = { article: '', language: 'ru', message_id: '' }
  // @ts-expect-error: nothing is written without If-Match
  await whole.PATCH('/v1/desk/articles/{article}/versions/{language}/messages/{message_id}', { params: { path } })
  return [slug, text, id, level, stale]
}
