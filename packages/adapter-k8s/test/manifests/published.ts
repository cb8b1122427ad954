import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as client from '@kubernetes/client-node';
import type { Manifest } from './built.js';

/** A type of Kubernetes' OpenAPI document, as the client has it: every field there is, with its type. */
interface PublishedType {
  getAttributeTypeMap(): readonly { readonly baseName: string; readonly type: string }[];
}

interface Field {
  readonly type: string;
  readonly required: boolean;
}

const types = client as unknown as Readonly<Record<string, Partial<PublishedType> | undefined>>;
const declarations = join(createRequire(import.meta.url).resolve('@kubernetes/client-node'), '../gen/models');
const known = new Map<string, ReadonlyMap<string, Field> | null>();

/** What in the object is not as Kubernetes publishes its kind: fields that there are not, that lack, or are of another type. */
export function problemsOf(object: Manifest): readonly string[] {
  const { apiVersion, kind } = object;
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const type = version.slice(0, 1).toUpperCase() + version.slice(1) + kind;
  return fieldsOf(type) === null ? [`${kind}: no such kind`] : problemsAt(object, type, kind);
}

function problemsAt(value: unknown, type: string, path: string): readonly string[] {
  const items = /^Array<(.*)>$/.exec(type)?.[1];
  if (items !== undefined) {
    if (!Array.isArray(value)) return [`${path}: no list`];
    return value.flatMap((item, index) => problemsAt(item, items, `${path}[${String(index)}]`));
  }
  const values = /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1];
  if (values !== undefined) {
    if (!isMap(value)) return [`${path}: no map`];
    return Object.entries(value).flatMap(([key, each]) => problemsAt(each, values, `${path}.${key}`));
  }
  const fields = fieldsOf(type);
  return fields === null ? plainProblems(value, type, path) : objectProblems(value, fields, path);
}

function objectProblems(value: unknown, fields: ReadonlyMap<string, Field>, path: string): readonly string[] {
  if (!isMap(value)) return [`${path}: no object`];
  const missing = [...fields].filter(([name, { required }]) => required && value[name] === undefined);
  return [
    ...missing.map(([name]) => `${path}.${name}: missing`),
    ...Object.entries(value).flatMap(([name, each]) => {
      const field = fields.get(name);
      return field === undefined ? [`${path}.${name}: no such field`] : problemsAt(each, field.type, `${path}.${name}`);
    }),
  ];
}

function plainProblems(value: unknown, type: string, path: string): readonly string[] {
  switch (type) {
    case 'any':
      return [];
    case 'IntOrString':
      return Number.isInteger(value) || typeof value === 'string' ? [] : [`${path}: neither integer nor string`];
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type ? [] : [`${path}: no ${type}`];
    default:
      return [`${path}: of an unknown type ${type}`];
  }
}

/** By their names; `null` for what is no type of objects. */
function fieldsOf(type: string): ReadonlyMap<string, Field> | null {
  const before = known.get(type);
  if (before !== undefined) return before;
  const attributes = types[type]?.getAttributeTypeMap?.();
  const required = attributes === undefined ? new Set() : requiredOf(type);
  const fields =
    attributes === undefined
      ? null
      : new Map(attributes.map((each) => [each.baseName, { type: each.type, required: required.has(each.baseName) }]));
  known.set(type, fields);
  return fields;
}

/** The document's `required`, which the client has in its declarations alone. */
function requiredOf(type: string): ReadonlySet<string> {
  const declared = readFileSync(join(declarations, `${type}.d.ts`), 'utf8');
  return new Set([...declared.matchAll(/^ {4}'([^']+)': /gm)].map(([, name = '']) => name));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
