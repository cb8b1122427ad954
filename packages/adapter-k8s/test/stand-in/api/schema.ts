import * as client from '@kubernetes/client-node';
import { isFields, type Fields, type KubeObject } from '../store/objects.js';
import { apiVersionOf, type Resource } from '../store/resources.js';
import { badRequest } from '../store/status.js';
import type { ResourceCall } from './call.js';

interface Attribute {
  readonly baseName: string;
  readonly type: string;
}

/** The models of the client, by name: what fields a kind has, and of what type. */
const models = client as unknown as Readonly<Record<string, { getAttributeTypeMap?: () => readonly Attribute[] }>>;

const MODELS: Readonly<Record<string, string>> = {
  Event: 'CoreV1Event',
  HorizontalPodAutoscaler: 'V2HorizontalPodAutoscaler',
};

/** Fields with quantities, which may be written as numbers. */
const QUANTITIES =
  /\.(limits|requests|hard|used|capacity|allocatable|max|min|default|defaultRequest|podFixed)\.[^.]+$|\.(sizeLimit|divisor)$/;

/**
 * What a server takes of an object: without the fields that its kind does not have, which it warns of, or refuses when asked to.
 *
 * @throws ApiError 400 for a value of another type, and for a field that is not known when `fieldValidation` is `Strict`.
 */
export function decoded(resource: Resource, object: KubeObject, { query, response }: ResourceCall): KubeObject {
  const found: Found = { unknown: [], wrong: [] };
  const type = MODELS[resource.kind] ?? `V1${resource.kind}`;
  // What a cluster's owner added has no model.
  if (models[type] === undefined) return object;
  const known = walk(type, object, { path: '', found }) as KubeObject;
  const prefix = `${resource.kind} in version "${apiVersionOf(resource)}" cannot be handled as a ${resource.kind}`;
  if (found.wrong.length > 0) throw badRequest(`${prefix}: ${found.wrong.join(', ')}`);
  const warnings = found.unknown.map((path) => `unknown field "${path}"`);
  const validation = query.get('fieldValidation') ?? 'Warn';
  if (validation === 'Strict' && warnings.length > 0)
    throw badRequest(`${prefix}: strict decoding error: ${warnings.join(', ')}`);
  if (validation === 'Warn' && warnings.length > 0)
    response.setHeader(
      'warning',
      warnings.map((warning) => `299 - ${JSON.stringify(warning)}`),
    );
  return known;
}

interface Found {
  readonly unknown: string[];
  readonly wrong: string[];
}

interface Place {
  readonly path: string;
  readonly found: Found;
}

function walk(type: string, value: unknown, place: Place): unknown {
  if (value === null || value === undefined || type === 'any' || type === 'object') return value;
  const [, item] = /^Array<(.+)>$/.exec(type) ?? [];
  if (item !== undefined) {
    if (!Array.isArray(value)) return wrong(value, 'a list', place);
    return value.map((one: unknown, index) => walk(item, one, { ...place, path: `${place.path}[${index}]` }));
  }
  const [, entry] = /^\{ \[key: string\]: (.+); \}$/.exec(type) ?? [];
  if (entry !== undefined) return walkMap(entry, value, place);
  const attributes = models[type]?.getAttributeTypeMap?.();
  return attributes === undefined ? primitive(type, value, place) : walkObject(attributes, value, place);
}

function walkMap(type: string, value: unknown, place: Place): unknown {
  if (!isFields(value)) return wrong(value, 'an object', place);
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, one]) => [key, walk(type, one, within(place, key))]));
}

function walkObject(attributes: readonly Attribute[], value: unknown, place: Place): unknown {
  if (!isFields(value)) return wrong(value, 'an object', place);
  const types = new Map(attributes.map(({ baseName, type }) => [baseName, type]));
  const known: Fields = {};
  for (const [key, one] of Object.entries(value)) {
    const type = types.get(key);
    if (type === undefined) place.found.unknown.push(within(place, key).path);
    else known[key] = walk(type, one, within(place, key));
  }
  return known;
}

const within = ({ path, found }: Place, key: string): Place => ({ path: path === '' ? key : `${path}.${key}`, found });

function primitive(type: string, value: unknown, place: Place): unknown {
  const wanted = type === 'Date' ? 'string' : type;
  if (wanted === typeof value) return value;
  const isNumberToo = type === 'IntOrString' || (type === 'string' && QUANTITIES.test(place.path));
  if (isNumberToo && ['string', 'number'].includes(typeof value)) return value;
  return wrong(value, type, place);
}

function wrong(value: unknown, wanted: string, { path, found }: Place): unknown {
  found.wrong.push(`json: cannot unmarshal ${typeof value} into field ${path} of type ${wanted}`);
  return value;
}
