/** Longer lines are no work of people, and would only cost time. */
const MAX_LINE = 2_000;

/** The lines of a manifest, trimmed, without those that are empty or comments. */
export function linesOf(text: string, comment: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.length <= MAX_LINE)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith(comment));
}

/** What stands in quotes, single or double, in the order of the text. */
export function quotedIn(text: string): readonly string[] {
  return [...text.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map((match) => match[1] ?? match[2] ?? '');
}
