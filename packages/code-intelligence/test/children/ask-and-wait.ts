import { createCodeEngine } from '../../src/index.js';
import { MemorySource } from '../memory-source.js';

/** Has servers of several languages run, says so, and stays until it is killed. */
const [directory = ''] = process.argv.slice(2);
const engine = createCodeEngine({ directory });
const files = { 'a.ts': 'export const one = 1;\n', 'b.py': 'one = 1\n', 'c.c': 'int one = 1;\n' };
const source = new MemorySource('left', files);
const asked = Object.keys(files).map((path) => engine.query(source, { type: 'symbols', path }));
for (const answer of await Promise.all(asked)) answer._unsafeUnwrap();
process.stdout.write('ready\n');
setInterval(() => undefined, 1_000);
