// What readers see: the latest issue, an article, a list of headlines.

import { layOut } from './blocks.js'
import { answered, Refused, there, type Narrowed, type Polyweek, type Schemas } from './client.js'

/** Show the latest issue: its week and its headlines, in the editors' order. */
export async function latestIssue(api: Polyweek, lang: string): Promise<string[]> {
  const issue = answered(
    await api.GET('/v1/issues/{issue}', { params: { path: { issue: 'latest' }, query: { lang } } }),
  )
  const title = issue.title ?? issue.key
  const headlines = issue.articles.map(
    (article) => `${article.trend?.label ?? '·'} — ${article.title} (${article.slug})`,
  )
  return [`${title}, ${issue.period_label}`, ...headlines]
}

/** Show an article, laid out from its blocks, with what readers must be told of it. */
export async function article(api: Polyweek, slug: string): Promise<string[]> {
  const { data: shown, error } = await api.GET('/v1/articles/{slug_or_id}', {
    params: { path: { slug_or_id: slug }, query: { body: 'blocks' } },
  })
  if (error !== undefined) return elsewhere(error)
  return [
    `# ${shown.title}`,
    ...(shown.freshness === 'current' ? [] : [`(${shown.freshness_label})`]),
    ...shown.corrections.map((correction) => `${correction.at}: ${correction.note ?? ''}`),
    ...(shown.body?.format === 'blocks' ? shown.body.content.flatMap(layOut) : []),
    ...shown.alternates.map((other) => `${other.language}: ${other.href}`),
  ]
}

/** Say where else an article can be read that is not, or no longer, to be had here. */
function elsewhere(problem: Schemas['Problem'] | Schemas['ArticleProblem']): string[] {
  switch (problem.code) {
    case 'gone':
    case 'not_found':
      return [problem.detail, ...('alternates' in problem ? problem.alternates.map(({ href }) => href) : [])]
    default:
      throw new Refused(problem)
  }
}

/** List all headlines of a topic, asking for no more than is shown, page by page. */
export async function* headlines(api: Narrowed, topic: string, lang: string): AsyncGenerator<string> {
  let cursor: string | undefined
  do {
    const page = answered(
      await api.GET('/v1/articles', {
        params: {
          query: { topic: [topic], lang, fields: ['slug', 'title', 'trend'], ...(cursor === undefined ? {} : { cursor }) },
        },
      }),
    )
    for (const { slug, title, trend } of page.data) {
      yield `${there(title, 'title')} — ${there(trend, 'trend')?.label ?? '·'} (${there(slug, 'slug')})`
    }
    cursor = cursorOf(page.links.next)
  } while (cursor !== undefined)
}

function cursorOf(address: string | null): string | undefined {
  return new URLSearchParams(address?.split('?')[1]).get('cursor') ?? undefined
}
