// A translator's tool: log in, see what waits, write one message without running over a colleague.

import { answered, connect, Refused, type Polyweek, type Schemas } from './client.js'

type Task = Schemas['DeskTask']
type Message = Schemas['DeskMessage']

/** Log in with a password and work as that person; the session is ended whatever happens. */
export async function loggedIn<T>(
  baseUrl: string,
  language: string,
  { login, password }: { login: string; password: string },
  work: (desk: Polyweek) => Promise<T>,
): Promise<T> {
  const session = answered(
    await connect(baseUrl, language).POST('/v1/auth/login', { body: { login, password } }),
  )
  const desk = connect(baseUrl, language, session.token)
  try {
    return await work(desk)
  } finally {
    await desk.POST('/v1/auth/logout')
  }
}

/** Give what waits for the person, the most urgent first. */
export async function queue(desk: Polyweek): Promise<Task[]> {
  return answered(await desk.GET('/v1/desk/queue')).data
}

/** Give the messages of a version that have no text yet, or one of which the source has moved on. */
export async function waiting(desk: Polyweek, { article_id, language }: Task): Promise<Message[]> {
  const path = { article: article_id, language }
  const { data } = answered(
    await desk.GET('/v1/desk/articles/{article}/versions/{language}/messages', { params: { path } }),
  )
  return data.filter(({ state }) => state === 'untranslated' || state === 'fuzzy')
}

/** Write a translation of the message that was read; what a colleague wrote meanwhile is kept, and given. */
export async function translate(
  desk: Polyweek,
  { article_id, language }: Task,
  message: Message,
  translation: string,
): Promise<{ outcome: 'written' | 'edited_meanwhile'; message: Message }> {
  const path = { article: article_id, language, message_id: message.id }
  const at = '/v1/desk/articles/{article}/versions/{language}/messages/{message_id}'
  const { data, error } = await desk.PATCH(at, {
    params: { path, header: { 'If-Match': message.etag } },
    body: { translation },
  })
  if (data !== undefined) return { outcome: 'written', message: data }
  switch (error.code) {
    case 'precondition_failed':
      return { outcome: 'edited_meanwhile', message: answered(await desk.GET(at, { params: { path } })) }
    default:
      throw new Refused(error)
  }
}
