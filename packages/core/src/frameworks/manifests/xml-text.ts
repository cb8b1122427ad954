/** Longer tags are cut, so that no text costs more than a look at each of its characters. */
const MAX_TAG = 1_000;

/**
 * The texts of all elements `name` that hold no other of the same name, comments left out. A look from tag to tag, no parser:
 * neither name spaces nor entities are understood.
 */
export function elementsOf(xml: string, name: string): readonly string[] {
  const found: string[] = [];
  const [opening, closing] = [`<${name}>`, `</${name}>`];
  let at = xml.indexOf(opening);
  while (at >= 0) {
    const end = xml.indexOf(closing, at);
    if (end < 0) break;
    found.push(xml.slice(at + opening.length, end));
    at = xml.indexOf(opening, end);
  }
  return found;
}

/** The values of an attribute, of whatever elements `name` have it. */
export function attributesOf(xml: string, name: string, attribute: string): readonly string[] {
  const found: string[] = [];
  const opening = `<${name}`;
  for (let at = xml.indexOf(opening); at >= 0; at = xml.indexOf(opening, at + 1)) {
    const tag = xml.slice(at + opening.length, at + MAX_TAG).split('>', 1)[0] ?? '';
    const value = /^\s/.test(tag) ? new RegExp(`\\s${attribute}\\s?=\\s?["']([^"']*)["']`).exec(tag)?.[1] : undefined;
    if (value !== undefined) found.push(value);
  }
  return found;
}

export function withoutComments(xml: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = xml.indexOf('<!--'); at >= 0; at = xml.indexOf('<!--', from)) {
    kept.push(xml.slice(from, at));
    const end = xml.indexOf('-->', at + 4);
    if (end < 0) return kept.join('');
    from = end + 3;
  }
  return [...kept, xml.slice(from)].join('');
}
