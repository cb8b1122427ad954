/** Elements by name; a list is an element for each of its items. */
export interface XmlElements {
  readonly [name: string]: XmlValue | readonly XmlValue[] | undefined;
}
export type XmlValue = string | number | boolean | XmlElements;

/** A document as the service writes it. */
export function toXml(root: string, elements: XmlElements): string {
  const name = root === 'Error' ? root : `${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}>${inner(elements)}</${root}>`;
}

/** The contents of all elements called `name`, which has no attributes. */
export function elementsOf(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map(([, content = '']) => unescape(content));
}

function inner(elements: XmlElements): string {
  return Object.entries(elements)
    .flatMap(([name, value]) => (value === undefined ? [] : [value].flat().map((one) => [name, one] as const)))
    .map(
      ([name, value]) =>
        `<${name}>${typeof value === 'object' ? inner(value as XmlElements) : escape(String(value))}</${name}>`,
    )
    .join('');
}

function escape(text: string): string {
  return text.replace(/[<>&"\r\n]/g, (one) => `&#${one.charCodeAt(0)};`);
}

function unescape(text: string): string {
  return text
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&amp;/g, '&');
}
