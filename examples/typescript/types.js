// Writes polyweek.ts, the types of the API, by `npm run types`: from the reference of the newsroom at POLYWEEK, as
// everybody may read it, or from the one of the checkout in which this folder stands.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const { POLYWEEK = '' } = process.env
const generator = fileURLToPath(new URL('node_modules/openapi-typescript/bin/cli.js', import.meta.url))
const checkout = fileURLToPath(new URL('../../openapi.yaml', import.meta.url))

if (!existsSync(generator)) fail('The generator of the types is not here. Run `npm ci` first.')
const reference = POLYWEEK ? await published(`${POLYWEEK.replace(/\/+$/, '')}/openapi.json`) : local()
process.exitCode = spawnSync(process.execPath, [generator, reference, '-o', 'polyweek.ts'], { stdio: 'inherit' }).status ?? 1

async function published(address) {
  const answer = await fetch(address).catch((error) => fail(`${address} cannot be read: ${error.cause?.message ?? error.message}.`))
  await answer.body?.cancel()
  return answer.ok ? address : fail(`${address} answers ${answer.status}. Is POLYWEEK the address of a newsroom?`)
}

function local() {
  const hint = 'Name your newsroom: POLYWEEK=https://… npm run types'
  return existsSync(checkout) ? checkout : fail(`There is no reference here to make the types of. ${hint}`)
}

function fail(why) {
  console.error(why)
  process.exit(1)
}
