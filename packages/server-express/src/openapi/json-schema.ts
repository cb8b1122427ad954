import { z } from 'zod';
import { schemaNames } from './schema-names.js';

export type Json = Readonly<Record<string, unknown>>;

/** Collects the named schemas of one document, and gives references to them. */
export class SchemaSet {
  readonly named: Record<string, Json> = {};

  /** The schema as JSON Schema; a reference where it has a name, and where it is a page of what has one. */
  of(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { properties, $defs = {} } = z.toJSONSchema(z.object({ whole: schema }), {
      io,
      unrepresentable: 'any',
      metadata: schemaNames,
      override: ({ jsonSchema }) => {
        tidy(jsonSchema);
      },
    });
    for (const [name, definition] of Object.entries($defs)) this.named[name] ??= moved(definition);
    const whole = moved(properties?.['whole'] ?? {});
    return this.page(whole) ?? whole;
  }

  reference(name: string): Json {
    return { $ref: `#/components/schemas/${name}` };
  }

  private page(schema: Json): Json | null {
    const { items, nextCursor, ...more } = (schema['properties'] ?? {}) as Record<string, Json | undefined>;
    const item = (items?.['items'] as Json | undefined)?.['$ref'];
    if (typeof item !== 'string' || nextCursor === undefined || Object.keys(more).length > 0) return null;
    const name = `${item.split('/').at(-1) ?? ''}Page`;
    this.named[name] ??= schema;
    return this.reference(name);
  }
}

/** Drops what every number and time says of itself and no reader needs. */
function tidy(schema: Record<string, unknown>): void {
  delete schema['id'];
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum'];
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
  if (schema['propertyNames'] !== undefined) delete schema['propertyNames'];
  if (schema['format'] === 'date-time') delete schema['pattern'];
}

/** The definition with its references where the document has them. */
function moved(definition: unknown): Json {
  return JSON.parse(
    JSON.stringify(definition, (key, value: unknown) =>
      key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', '#/components/schemas/') : value,
    ),
  ) as Json;
}
