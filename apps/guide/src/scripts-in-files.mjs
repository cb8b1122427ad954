// Takes the scripts that stand in pages into files, so that a policy can forbid those in pages.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const INLINE = /<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/g;

/** Hooks of VitePress: `transform` for every page, and `write` when all of them are there. */
export function scriptsInFiles() {
  const files = new Map();
  return {
    transform(html, _id, { siteConfig }) {
      return html.replace(INLINE, (whole, attributes, code) => {
        if (/type="(?!module|text\/javascript)/.test(attributes)) return whole;
        const name = `assets/page.${createHash('sha256').update(code).digest('hex').slice(0, 8)}.js`;
        files.set(name, code);
        return `<script${attributes} src="${siteConfig.site.base}${name}"></script>`;
      });
    },
    async write({ outDir }) {
      for (const [name, code] of files) await writeFile(join(outDir, name), code);
    },
  };
}
