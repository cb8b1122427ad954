import { resolveAuditOptions } from '../audit/index.js';
import { defaultCodeOptions } from '../code/index.js';
import { defaultConversationOptions } from '../conversations/index.js';
import { defaultDocumentOptions } from '../documents/index.js';
import { defaultFileOptions } from '../files/index.js';
import { resolveIdentityOptions, resolvePasswordHashingOptions } from '../identity/index.js';
import { CarrelException, invalidInput, type Issue } from '../kernel/index.js';
import { defaultPortOptions } from '../ports/index.js';
import { defaultProjectOptions } from '../projects/index.js';
import { defaultSessionLimits } from '../sessions/index.js';
import { resolveSettingOptions } from '../settings/index.js';
import { defaultStorageOptions } from '../storage/index.js';
import { defaultStreamOptions } from '../streaming/index.js';
import { defaultTaskOptions } from '../tasks/index.js';
import { defaultTerminalOptions } from '../terminals/index.js';
import { defaultToolOptions } from '../tools/index.js';
import {
  defaultCommandOptions,
  defaultQueueOptions,
  defaultSourceOptions,
  defaultWorkspaceOptions,
} from '../workspaces/index.js';
import type { CarrelOptions } from './carrel-options.js';
import { defaultLoginLimits } from './login-limits.js';

const NEEDED = 'needed';
/** Something of the host app's, which is taken as it is. */
const THING = 'thing';

/** What each option is: a thing, or a group of numbers and switches that are known by their defaults. */
const OPTIONS = {
  ...{ store: NEEDED, runtime: NEEDED },
  ...{ storages: THING, streams: THING, rateLimiter: THING, presence: THING, bus: THING, languages: THING },
  ...{
    collections: THING,
    repositories: THING,
    clock: THING,
    ids: THING,
    logger: THING,
    metrics: THING,
    tracer: THING,
  },
  ...{ hasher: THING, verifier: THING, lifePolicy: THING, model: THING },
  images: {
    base: '',
    baseSizeMb: 0,
    maxSizeMb: 0,
    repository: '',
    packages: [],
    sources: [],
    certificates: [],
    recipe: '',
  },
  audit: resolveAuditOptions(),
  code: defaultCodeOptions,
  commands: defaultCommandOptions,
  conversations: defaultConversationOptions,
  documents: defaultDocumentOptions,
  files: defaultFileOptions,
  identity: resolveIdentityOptions(),
  logins: defaultLoginLimits,
  passwords: resolvePasswordHashingOptions(),
  ports: defaultPortOptions,
  projects: defaultProjectOptions,
  queue: defaultQueueOptions,
  sessions: defaultSessionLimits,
  settings: resolveSettingOptions(),
  sources: defaultSourceOptions,
  storage: defaultStorageOptions,
  streaming: defaultStreamOptions,
  tasks: defaultTaskOptions,
  terminals: defaultTerminalOptions,
  tools: defaultToolOptions,
  workspaces: defaultWorkspaceOptions,
} satisfies { readonly [Name in keyof CarrelOptions]-?: typeof NEEDED | typeof THING | Group<CarrelOptions[Name]> };

/** Every key of a group. */
type Group<Options> = Readonly<Record<keyof Required<NonNullable<Options>>, unknown>>;
type Kind = typeof NEEDED | typeof THING | object;

/**
 * The same options, where one that is given as `undefined` has its default, as if it were not named.
 *
 * @throws CarrelException `request/invalid` for options that there are none of, that are missing, or of another type than their
 * default, and for numbers that are negative or not finite.
 */
export function settledOptions(options: CarrelOptions): CarrelOptions {
  const settled = Object.fromEntries(
    Object.entries(withoutUndefined(isObject(options) ? options : {})).map(([name, value]) => [
      name,
      isGroup(name) && isObject(value) ? withoutUndefined(value) : value,
    ]),
  ) as unknown as CarrelOptions;
  const issues = issuesOf(settled);
  if (issues.length > 0) throw new CarrelException(invalidInput(issues));
  return settled;
}

function issuesOf(options: CarrelOptions): readonly Issue[] {
  const known = new Map<string, Kind>(Object.entries(OPTIONS));
  const missing = [...known].filter(([name, kind]) => kind === NEEDED && !(name in options));
  return [
    ...missing.map(([name]) => ({ path: name, message: 'expected what `createCarrel` is to run on' })),
    ...Object.entries(options).flatMap(([name, value]: [string, unknown]) => {
      const kind = known.get(name);
      if (kind === undefined) return [{ path: name, message: 'there is no such option' }];
      if (!isObject(value) && typeof value !== 'function') return [{ path: name, message: 'expected an object' }];
      return typeof kind === 'string' ? [] : groupIssues(name, value, kind);
    }),
  ];
}

function groupIssues(group: string, values: object, defaults: object): readonly Issue[] {
  const known = new Map(Object.entries(defaults) as [string, unknown][]);
  return Object.entries(values).flatMap(([name, value]: [string, unknown]) => {
    const path = `${group}.${name}`;
    if (!known.has(name)) return [{ path, message: 'there is no such option' }];
    const expected = typeof known.get(name);
    if (expected === 'number' && !(typeof value === 'number' && Number.isFinite(value) && value >= 0))
      return [{ path, message: 'expected a number, 0 or more' }];
    const isText = expected === 'string' || expected === 'boolean';
    return isText && typeof value !== expected ? [{ path, message: `expected a ${expected}` }] : [];
  });
}

function isGroup(name: string): boolean {
  return typeof (OPTIONS as Readonly<Record<string, unknown>>)[name] === 'object';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function withoutUndefined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
