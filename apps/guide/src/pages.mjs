// Which files of the repository are pages, and where each is in the site.
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the reference is made, and what it is beneath in the site. */
export const REFERENCE = 'apps/guide/build/reference/';

/** Each kind of page: how its path begins and ends in the repository, and what stands for that in the site. */
const KINDS = [
  [/^docs\/README\.md$/, () => 'index.md'],
  [/^docs\/([\w-]+\.md)$/, (name) => name],
  [/^packages\/([\w-]+)\/README\.md$/, (name) => `packages/${name}.md`],
  [/^packages\/agent\/PROTOCOL\.md$/, () => 'packages/agent-protocol.md'],
  [/^examples\/([\w-]+)\/README\.md$/, (name) => `examples/${name}.md`],
  [/^apps\/guide\/build\/reference\/index\.md$/, () => 'reference/index.md'],
  [/^apps\/guide\/build\/reference\/@carrel\.(.+)\.md$/, (module) => `reference/${module.replaceAll('.', '-')}.md`],
];

/** Globs of the files of Markdown that are no pages. */
export const noPages = [
  '*.md',
  '!(docs|packages|examples|apps)/**',
  '**/test/**',
  '**/CHANGELOG.md',
  'apps/!(guide)/**',
];

/** Where a file of the repository is in the site; `null` where it is no page. */
export function routeOf(path) {
  for (const [pattern, route] of KINDS) {
    const found = pattern.exec(path);
    if (found !== null) return route(found[1]);
  }
  return null;
}

/** The address in the site of what a page links to; `null` where that is in the repository alone. */
export function addressOf(from, href) {
  const [target, anchor = ''] = href.split('#');
  const path = posix.join(posix.dirname(from), decodeURI(target));
  if (/\.(png|svg)$/.test(path)) return href;
  const route = routeOf(path) ?? routeOf(posix.join(path, 'README.md'));
  if (route === null && existsSync(root + path)) return null;
  // What is nowhere stays as it is, so that the build complains of it.
  if (route === null) return href;
  return `/${route.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}${anchor === '' ? '' : `#${anchor}`}`;
}
