// node built/main.js issue | article <slug> | topic <key> | follow | queue | translate <text>
// and for partners    mirror <folder> | once <folder> | prove <folder> | receive <folder> <host:port>

import { connect, connectNarrowed, Refused } from './client.js'
import { Copy, follow } from './following.js'
import { Mirror } from './mirror.js'
import { article, headlines, latestIssue } from './reading.js'
import { Bell, Inbox, keepUp, keysOf, receiver } from './receiver.js'
import { loggedIn, queue, translate, waiting } from './translating.js'

const { POLYWEEK = 'http://127.0.0.1:8000', POLYWEEK_LANG = 'en', POLYWEEK_LOGIN = '', POLYWEEK_PASSWORD = '' } =
  process.env
const { NEWSROOM_KEY, NEWSROOM_SECRETS = '' } = process.env
const api = connect(POLYWEEK, POLYWEEK_LANG)
const narrowed = connectNarrowed(POLYWEEK, POLYWEEK_LANG)
const person = { login: POLYWEEK_LOGIN, password: POLYWEEK_PASSWORD }

async function run(command: string, word: string, listen: string): Promise<void> {
  switch (command) {
    case 'issue':
      return say(await latestIssue(api, POLYWEEK_LANG))
    case 'article':
      return say(await article(api, word))
    case 'topic':
      for await (const headline of headlines(narrowed, word, POLYWEEK_LANG)) say([headline])
      return
    case 'follow': {
      const copy = new Copy()
      const cursor = await follow(api, copy)
      return say([`${copy.articles.size} articles, ${copy.toRead.size} frames; go on from ${cursor}`])
    }
    case 'queue':
      return loggedIn(POLYWEEK, POLYWEEK_LANG, person, async (desk) =>
        say((await queue(desk)).map((task) => `${task.action}: ${task.title} (${task.language}, ${task.words_left} words)`)),
      )
    case 'translate':
      return loggedIn(POLYWEEK, POLYWEEK_LANG, person, async (desk) => {
        const task = (await queue(desk)).find(({ action }) => action === 'translate')
        const message = task && (await waiting(desk, task))[0]
        if (task === undefined || message === undefined) return say(['nothing to translate'])
        const first = await translate(desk, task, message, word)
        const again = await translate(desk, task, message, `${word}!`) // as a colleague who read it before that
        say([`${first.outcome}: ${message.source} → ${word}`, `${again.outcome}: ${again.message.translation ?? ''}`])
      })
    case 'mirror':
      return keep(mirror(word), false)
    case 'once':
      return keep(mirror(word), true)
    case 'prove': {
      const kept = mirror(word)
      await keep(kept, true)
      const found = await kept.differences()
      if (found.length) throw new Error(`not what the newsroom has: ${found.join(', ')}; remove the folder and begin anew`)
      return say(['equal'])
    }
    case 'receive': {
      const [kept, bell] = [mirror(word), new Bell()]
      const [host = '', port = ''] = listen.split(':')
      const server = receiver(new Inbox(word, kept, bell.ring), keysOf(NEWSROOM_SECRETS))
      server.listen(Number(port), host, () => say([`receiving at http://${listen}`]))
      return keepUp(kept, bell, (line) => say([line]))
    }
    default:
      throw new Error(`there is no command ${command}`)
  }
}

function mirror(folder: string): Mirror {
  if (NEWSROOM_KEY?.trim() === '') throw new Error('NEWSROOM_KEY is empty; unset it to read what everybody reads')
  return new Mirror(folder, connect(POLYWEEK, POLYWEEK_LANG, NEWSROOM_KEY))
}

async function keep(kept: Mirror, once: boolean): Promise<void> {
  for await (const count of kept.follow(once)) if (count) say([`${count} entries taken`])
}

function say(lines: string[]): void {
  console.log(lines.join('\n'))
}

const [command = 'issue', word = '', listen = ''] = process.argv.slice(2)
run(command, word, listen).catch((error: unknown) => {
  const { code, errors } = error instanceof Refused ? error.problem : { code: 'failed', errors: [] }
  console.error(`${code}: ${error instanceof Error ? error.message : String(error)}`)
  for (const fault of errors) console.error(`  ${fault.parameter ?? fault.pointer ?? ''} ${fault.code}: ${fault.detail}`)
  process.exitCode = 1
})
