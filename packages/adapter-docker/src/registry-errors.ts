import {
  runtimeExhausted,
  runtimeFailed,
  runtimePermissionDenied,
  runtimeUnavailable,
  type RuntimeError,
} from '@carrel/core/runtime';
import type { RegistryAuths } from './registry-auth.js';
import { registryOf } from './registry-options.js';
import { statusOf, toRuntimeError } from './to-runtime-error.js';

/** What the engine says within its answer about an exchange with a registry that did not succeed. */
export class RegistryRefused extends Error {}

/** What a failed exchange of an image with its registry was about. */
export interface RegistryExchange {
  readonly image: string;
  readonly verb: 'pulled' | 'pushed';
  readonly auths: RegistryAuths;
}

/** What the registry's part in a failure was, by what the engine tells of it; the first that fits. */
const VERDICTS = {
  denied: /no basic auth credentials|unauthorized|\bdenied\b|authentication required|incorrect username|\bforbidden\b/i,
  'no-space': /no space left/i,
  unreachable: new RegExp(
    [
      'dial (tcp|udp)|no such host|connection (refused|reset)|network is unreachable|i/o timeout|timeout exceeded|\\bTLS\\b',
      '\\bEOF\\b|deadline exceeded|request canceled|x509|http response to https client|toomanyrequests|unexpected http status',
    ].join('|'),
    'i',
  ),
  absent: /manifest unknown|name unknown|not found|no such image|does not exist/i,
} as const;

/** Whether the registry was asked, and has no such image. One that says so only to strangers refused. */
export function isAbsent(cause: unknown, image: string): boolean {
  return verdictOn(cause, image) === 'absent';
}

/** What went wrong, without a word of the registry in the message, or a secret anywhere. */
export function toRegistryError(cause: unknown, { image, verb, auths }: RegistryExchange): RuntimeError {
  const kept = { message: auths.redact(textOf(cause)) };
  const registry = `The registry ${registryOf(image) ?? 'of the engine'}`;
  switch (verdictOn(cause, image)) {
    case 'denied':
      return runtimePermissionDenied(`${registry} does not let these credentials have ${image} ${verb}.`, kept);
    case 'no-space':
      return runtimeExhausted('The machine of the container engine has no room left.', kept);
    case 'unreachable':
      return runtimeUnavailable(`${registry} cannot be reached by the container engine; is its address right?`, kept);
    case 'absent':
      return runtimeUnavailable(`The image ${image} is not there.`, kept);
    default: {
      const known = toRuntimeError(cause);
      const failed = runtimeFailed(`The image ${image} could not be ${verb}.`);
      return { ...(known.type === 'runtime/failed' ? failed : known), cause: kept };
    }
  }
}

function verdictOn(cause: unknown, image: string): keyof typeof VERDICTS | null {
  if (!isFromEngine(cause)) return null;
  const text = namesOf(image).reduce((rest, name) => rest.replaceAll(name, ''), textOf(cause));
  const verdicts = Object.entries(VERDICTS) as [keyof typeof VERDICTS, RegExp][];
  return verdicts.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

/** How messages and addresses name the image, which may hold any word. */
function namesOf(image: string): readonly string[] {
  const name = image.replace(/@.*$/, '').replace(/:[\w.-]+$/, '');
  return [image, name, name.slice(name.indexOf('/') + 1)].filter((each) => each !== '');
}

function isFromEngine(cause: unknown): boolean {
  return cause instanceof RegistryRefused || statusOf(cause) !== undefined;
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'unknown';
}
