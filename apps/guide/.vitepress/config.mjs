import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { contents } from '../src/contents.mjs';
import { scriptsInFiles } from '../src/scripts-in-files.mjs';
import { noPages, REFERENCE, root, routeOf } from '../src/pages.mjs';
import { repositoryLinks } from '../src/repository-links.mjs';

const { version } = JSON.parse(readFileSync(join(root, 'packages/core/package.json'), 'utf8'));
const inFiles = scriptsInFiles();

export default defineConfig({
  title: 'Carrel',
  description: 'A TypeScript SDK for multi-tenant remote-workspace backends',
  lang: 'en',
  base: process.env.GUIDE_BASE ?? '/docs/guide/',
  srcDir: root,
  srcExclude: noPages,
  rewrites: (path) => routeOf(path) ?? path,
  outDir: join(import.meta.dirname, '../dist'),
  cacheDir: join(import.meta.dirname, '../build/cache'),
  cleanUrls: true,
  metaChunk: true,
  transformHtml: inFiles.transform,
  buildEnd: inFiles.write,
  markdown: { config: (md) => md.use(repositoryLinks) },
  // In files of their own always: the policy of the page allows no others.
  vite: { build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 4_000 }, logLevel: 'warn' },
  themeConfig: {
    nav: [
      { text: 'Start', link: '/' },
      { text: 'Concepts', link: '/concepts' },
      { text: 'Errors', link: '/errors' },
      { text: 'Reference', link: '/reference/' },
      { text: version, link: '/migration' },
    ],
    sidebar: contents(),
    outline: [2, 3],
    search: { provider: 'local', options: { _render: searched } },
  },
});

/** What search finds of a page: all of it, and of the reference its names. */
function searched(source, env, md) {
  const html = md.render(source, env);
  if (!env.path.includes(REFERENCE)) return html;
  return (html.match(/<h[1-3][\s\S]*?<\/h[1-3]>/g) ?? []).join('\n');
}
