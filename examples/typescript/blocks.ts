// An article's body, laid out from its tree of blocks: here as plain lines, in your app as components.

import type { Schemas } from './client.js'

type Block = Schemas['BodyBlock']

/** Lay a block out as lines; a kind that is new to this file does not compile. */
export function layOut(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
      return [marked(block), '']
    case 'heading':
      return [`${'#'.repeat(block.level)} ${marked(block)}`, '']
    case 'list':
      return block.items.flatMap((item, index) =>
        hung(item.blocks, block.ordered ? `${(block.start ?? 1) + index}. ` : '- '),
      )
    case 'quote':
      return block.blocks.flatMap(layOut).map((line) => `> ${line}`)
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map(marked).join(' | ')).concat('')
    case 'code':
      return [...block.text.split('\n').map((line) => `    ${line}`), '']
    case 'picture':
      return [`[${marked(block.alternative)}: ${block.src}]`, ...(block.caption ? [marked(block.caption)] : []), '']
    case 'footnote':
      return hung(block.blocks, `[${block.number}] `)
    case 'rule':
      return ['* * *', '']
    default:
      return unknown(block)
  }
}

/** Say a leaf, and whether its source has moved on since: readers should see that. */
function marked(leaf: { text: string; is_stale: boolean }): string {
  return leaf.is_stale ? `${leaf.text} (*)` : leaf.text
}

function hung(blocks: Block[], mark: string): string[] {
  return blocks.flatMap(layOut).map((line, index) => (index === 0 ? mark : ' '.repeat(line ? mark.length : 0)) + line)
}

/** Take what a later version may send: nothing is shown of it, and nothing breaks. */
function unknown(_: never): string[] {
  return []
}
