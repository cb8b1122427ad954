import { linesOf, quotedIn } from './lines.js';
import type { ManifestReader } from './manifest-reader.js';

/** A Gemfile is a program: a line that begins with `gem` and a name in quotes counts, whatever it stands in. */
export const readGemfile: ManifestReader = (text) => {
  const lines = linesOf(text, '#');
  if (lines.length > 0 && !lines.some((line) => /^(?:source|gem|gemspec|ruby|group|git_source)\b/.test(line)))
    return null;
  return {
    dependencies: lines.filter((line) => /^gem[\s(]/.test(line)).flatMap((line) => quotedIn(line).slice(0, 1)),
  };
};
