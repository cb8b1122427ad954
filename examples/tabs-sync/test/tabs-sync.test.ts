import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('../src/main.mjs', import.meta.url));

it('ends each of its conflicts as its README says', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [main]);

  expect(stdout.split('\n')).toEqual([
    'the phone has what the laptop opened:',
    '  News | Mail',
    'both opened a tab offline: both are there:',
    '  News | Mail | Docs | Maps',
    'both changed another thing of one tab: both hold:',
    '  *Evening news | Mail | Docs | Maps',
    'both changed the same thing: one of them holds, on both:',
    '  *Evening news | Inbox or Post | Docs | Maps',
    'one closed what the other changed: it is closed:',
    '  *Evening news | Inbox or Post | Maps',
    'the phone was restarted before it was online again:',
    '  Maps | *Evening news | Inbox or Post | theme=dark',
    'an answer was lost, and the call was sent twice: nothing is there twice:',
    '  Maps | *Evening news | Inbox or Post | Shop | theme=dark',
    'the document was removed on the server: the devices have brought it back:',
    '  Maps | *Evening news | Inbox or Post | theme=dark',
    'the server knows Laptop and Phone',
    '',
  ]);
});
