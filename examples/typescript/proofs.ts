// Digests of articles as the guide for partners has them, by which a mirror is proved equal to the newsroom.

import { createHash } from 'node:crypto'
import type { Schemas } from './client.js'

type Document = Schemas['ChangeDocument']
export type Part = Pick<Schemas['ProofPart'], 'language' | 'week' | 'count' | 'hash'>

/** Give count and hash of documents, by language and by ISO week of first publication. */
export function parts(documents: Iterable<Document>): Part[] {
  const digests = new Map<string, { language: string; week: string; found: string[] }>()
  for (const document of documents) {
    const { language } = document
    const week = isoWeek(document.published_at.slice(0, 10))
    const part = digests.get(`${language} ${week}`) ?? { language, week, found: [] }
    part.found.push(digest(document))
    digests.set(`${language} ${week}`, part)
  }
  return [...digests.values()].map(({ language, week, found }) => ({
    language,
    week,
    count: found.length,
    hash: sha256(found.sort().join('\n')),
  }))
}

/** Give the languages and weeks in which two differ, such as `en 2017-W37`. */
export function differences(one: Part[], other: Part[]): string[] {
  const [held, told] = [lines(one), lines(other)]
  const odd = [...held].filter((line) => !told.has(line)).concat([...told].filter((line) => !held.has(line)))
  return [...new Set(odd.map((line) => line.split(' ', 2).join(' ')))].sort()
}

function lines(found: Part[]): Set<string> {
  return new Set(found.map(({ language, week, count, hash }) => `${language} ${week} ${count} ${hash}`))
}

function digest(document: Document): string {
  const { topic, bylines } = document
  const fields = [
    document.id,
    document.language,
    document.slug,
    document.revision,
    document.published_at,
    document.updated_at,
    document.freshness,
    document.title,
    document.summary,
    topic.key,
    topic.name,
    document.trend?.value ?? '',
    document.issue?.key ?? '',
    bylines.map(({ key }) => key).join(),
    bylines.map(({ name }) => name).join(),
    document.body.content.replace(/ (?:src|srcset|sizes)="[^"]*"/g, ''),
  ]
  return sha256(fields.join('\n'))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Give the ISO week of a date: that of its Thursday, counted in the Thursday's year. */
function isoWeek(date: string): string {
  const thursday = new Date(`${date}T00:00:00Z`)
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7))
  const year = thursday.getUTCFullYear()
  const days = (thursday.getTime() - Date.UTC(year, 0, 1)) / 86_400_000
  return `${year}-W${String(Math.floor(days / 7) + 1).padStart(2, '0')}`
}
