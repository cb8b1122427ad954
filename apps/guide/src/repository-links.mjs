// Links of the pages, which are right where the files are in the repository, made right for the site.
import { relative, sep } from 'node:path';
import { addressOf, root } from './pages.mjs';

const ELSEWHERE = /^([a-z]+:|\/\/|#)/i;

/** A plugin of markdown-it: what is no page of the site is named, and not linked. */
export function repositoryLinks(md) {
  md.core.ruler.push('repository-links', ({ tokens, env }) => {
    const from = relative(root, env.realPath ?? env.path)
      .split(sep)
      .join('/');
    for (const { children } of tokens) if (children !== null) relink(children, from);
  });
}

function relink(tokens, from) {
  let isUnlinked = false;
  for (const token of tokens) {
    if (token.type === 'link_open') {
      const href = token.attrGet('href');
      const address = ELSEWHERE.test(href) ? href : addressOf(from, href);
      isUnlinked = address === null;
      if (isUnlinked) asName(token, 'span', [['title', 'In the repository']]);
      else token.attrSet('href', address);
    } else if (token.type === 'link_close' && isUnlinked) {
      asName(token, 'span', null);
      isUnlinked = false;
    }
  }
}

function asName(token, tag, attributes) {
  token.type = attributes === null ? 'name_close' : 'name_open';
  token.tag = tag;
  token.attrs = attributes;
}
