// Builds the site into dist/: the reference from docstrings, then every page.
import { build } from 'vitepress';
import { writeReference } from './src/reference.mjs';

await writeReference();
await build(import.meta.dirname);
