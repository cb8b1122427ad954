import { html, type Html } from './html.js';

export type Schema = Readonly<Record<string, unknown>>;

const INDENT = '  ';

/** A JSON Schema as a reader of code writes a type; named ones are links. */
export function schemaText(schema: Schema, indent = ''): Html {
  const { $ref, anyOf, oneOf, type, properties, items, additionalProperties } = schema;
  if (typeof $ref === 'string') return reference($ref);
  if ('const' in schema) return html`${JSON.stringify(schema['const'])}`;
  if (Array.isArray(schema['enum'])) return html`${schema['enum'].map((one) => JSON.stringify(one)).join(' | ')}`;
  const either = anyOf ?? oneOf;
  if (Array.isArray(either)) return alternatives(either as readonly Schema[], indent);
  if (properties !== undefined) return members(schema, indent);
  if (type === 'array') return html`Array&lt;${schemaText((items ?? {}) as Schema, indent)}&gt;`;
  if (type === 'object' && typeof additionalProperties === 'object')
    return html`{ [name]: ${schemaText(additionalProperties as Schema, indent)} }`;
  if (typeof type !== 'string') return html`any JSON`;
  return html`${type}${limits(schema)}`;
}

export function reference($ref: string): Html {
  const name = $ref.split('/').at(-1) ?? '';
  return html`<a href="#schema-${name}">${name}</a>`;
}

function alternatives(schemas: readonly Schema[], indent: string): Html {
  return html`${schemas.map((one, index) => html`${index === 0 ? '' : ' | '}${schemaText(one, indent)}`)}`;
}

function members({ properties, required = [] }: Schema, indent: string): Html {
  const inner = indent + INDENT;
  const needed = new Set(required as readonly string[]);
  const lines = Object.entries(properties as Record<string, Schema>).map(
    ([name, schema]) => html`${inner}${name}${needed.has(name) ? '' : '?'}: ${schemaText(schema, inner)} `,
  );
  return lines.length === 0 ? html`{}` : html`{ ${lines}${indent}}`;
}

const BOUNDS = ['format', 'minimum', 'maximum', 'minLength', 'maxLength', 'pattern', 'default'];

function limits(schema: Schema): string {
  const told = BOUNDS.filter((name) => schema[name] !== undefined).map((name) => `${name} ${String(schema[name])}`);
  return told.length === 0 ? '' : ` (${told.join(', ')})`;
}
