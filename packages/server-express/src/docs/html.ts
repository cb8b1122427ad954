/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

export type Part = string | number | Html | readonly Html[];

/** HTML of a template: what is put into it is text, unless it is HTML. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((text, string, index) => text + toText(parts[index - 1] ?? '') + string));
}

export const nothing = new Html('');

function toText(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('');
  return String(part).replaceAll(/[&<>"']/g, (sign) => `&#${String(sign.charCodeAt(0))};`);
}

/** Text of the document: paragraphs, with `code` between backticks. */
export function prose(text: string): readonly Html[] {
  return text.split(/\n{2,}/).map((paragraph) => html`<p>${inline(paragraph)}</p>`);
}

export function inline(text: string): readonly Html[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}
