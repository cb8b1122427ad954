import { readFileSync } from 'node:fs';
import { parse, TomlError } from 'smol-toml';
import { err, ok, type Result } from '../kernel/index.js';
import type { ConfigProblem } from './config-errors.js';
import { configKeys, configSchema, type ConfigKey } from './config-schema.js';
import { nearestName } from './nearest-name.js';
import { serviceLinks } from './service-links.js';

/** Values by dotted key, each with where it was said. */
export type ConfigLayer = ReadonlyMap<ConfigKey, { readonly value: unknown; readonly source: string }>;

interface ReadLayer {
  readonly layer: ConfigLayer;
  readonly problems: readonly ConfigProblem[];
}

const PREFIX = 'CARREL_';
/** Variables of ours that are no configuration of the server. */
const OTHER_VARIABLES = new Set(['CARREL_AGENT_BINARY', 'CARREL_AGENT_WALK']);

/** The tables of a file, and all that may stand in one. */
const TABLES = new Set(configKeys.flatMap(tablesOf));
const NAMES = [...configKeys, ...TABLES];

/** `a` and `a.b` of `a.b.c`. */
function tablesOf(key: string): readonly string[] {
  const parts = key.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
}

/** The variable of a key: `CARREL_`, and `__` for each dot, `_` before each capital. */
export function variableOf(key: string): string {
  return PREFIX + key.replace(/[A-Z]/g, '_$&').replaceAll('.', '__').toUpperCase();
}

/** What a TOML file says. That it cannot be read, or is no TOML, is a problem like any other. */
export function readFileLayer(path: string): ReadLayer {
  return readToml(path).match(
    (table) => toLayer(flatten(table, ''), path),
    (expected) => ({ layer: new Map(), problems: [{ key: '(file)', source: path, expected }] }),
  );
}

/** What the environment says. Of variables that begin with `CARREL_`, an unknown one is a problem. */
export function readEnvironmentLayer(env: Readonly<Record<string, string | undefined>>): ReadLayer {
  const keys = new Map(configKeys.map((key) => [variableOf(key), key]));
  const isServiceLink = serviceLinks(env);
  const layer = new Map<ConfigKey, { value: unknown; source: string }>();
  const problems: ConfigProblem[] = [];
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || text === undefined || OTHER_VARIABLES.has(variable)) continue;
    const key = keys.get(variable);
    if (key !== undefined) layer.set(key, { value: fromText(key, text), source: variable });
    else if (!isServiceLink(variable)) problems.push(unknown(variable, 'the environment', [...keys.keys()]));
  }
  return { layer, problems };
}

/** What was said by the caller itself, such as the flags of a command line. */
export function readFlagLayer(flags: Readonly<Partial<Record<ConfigKey, unknown>>>): ReadLayer {
  return toLayer(new Map(Object.entries(flags).filter(([, value]) => value !== undefined)), 'flag');
}

/** The file's tables, or what was expected of it; never a part of its text, which may hold secrets. */
function readToml(path: string): Result<object, string> {
  try {
    return ok(parse(readFileSync(path, 'utf8')));
  } catch (error) {
    return err(error instanceof TomlError ? `a TOML file, but line ${error.line} is not` : 'a file that can be read');
  }
}

function toLayer(values: ReadonlyMap<string, unknown>, source: string): ReadLayer {
  const layer = new Map<ConfigKey, { value: unknown; source: string }>();
  const problems: ConfigProblem[] = [];
  for (const [key, value] of values) {
    if (isConfigKey(key)) layer.set(key, { value, source });
    else problems.push(unknown(key, source, NAMES));
  }
  return { layer, problems };
}

function isConfigKey(key: string): key is ConfigKey {
  return Object.hasOwn(configSchema.shape, key);
}

function unknown(key: string, source: string, names: readonly string[]): ConfigProblem {
  if (isTable(key)) return { key, source, expected: `a table, [${key}]` };
  const nearest = nearestName(key, names);
  return { key, source, expected: nearest === undefined ? 'a known key' : `a known key, such as ${nearest}` };
}

function isTable(key: string): boolean {
  return TABLES.has(key);
}

/** Values by dotted key. A name that holds a dot itself stays in quotes, so that it is no other key. */
function flatten(table: object, prefix: string): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  for (const [name, value] of Object.entries(table) as [string, unknown][]) {
    const key = prefix + (name.includes('.') ? JSON.stringify(name) : name);
    const inner = isPlainTable(value) ? flatten(value, `${key}.`) : undefined;
    if (inner === undefined || (inner.size === 0 && !isTable(key))) flat.set(key, value);
    else for (const [below, each] of inner) flat.set(below, each);
  }
  return flat;
}

function isPlainTable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** A variable's text as the kind of value that the key has; what does not fit stays text, and the schema says so. */
function fromText(key: ConfigKey, text: string): unknown {
  const { shape } = configSchema;
  const sample: unknown = shape[key].parse(undefined);
  if (typeof sample === 'number') return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
  if (typeof sample === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (!Array.isArray(sample)) return text;
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
