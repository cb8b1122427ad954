// Builds the site into dist/: the reference from docstrings, then every page, then compressed copies of what is sent often.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vitepress';
import { writeReference } from './src/reference.mjs';

/** The best takes ten times as long for a twentieth less. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

await writeReference();
await build(import.meta.dirname);
await compress(join(import.meta.dirname, 'dist'));

async function compress(directory) {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!/\.(css|html|js|svg)$/.test(entry.name)) continue;
    const place = join(entry.parentPath, entry.name);
    const bytes = await readFile(place);
    await writeFile(`${place}.br`, brotliCompressSync(bytes, BROTLI));
    await writeFile(`${place}.gz`, gzipSync(bytes));
  }
}
