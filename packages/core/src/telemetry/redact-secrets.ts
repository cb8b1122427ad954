import type { LogFields } from './logger.js';

/** The most levels, values and characters of a text that one line shows; the rest is named, not written. */
const MAX_DEPTH = 8;
const MAX_VALUES = 1_000;
const MAX_TEXT = 16_384;

const REDACTED = '[redacted]';

/** Names of secrets by their end, in lower case without separators: `X-Api-Key`, `refresh_token`, `clientSecret`. */
const SECRET_NAME =
  /^key$|(authorization|cookie|credential|jwt|pass(word|phrase|wd)|secret|ticket|token|(api|access|agent|private|secret|signing)key)(s|hash|pem)?$/;

/** Credentials within a text, such as the message of a vendor's error: the value of a header, or a JWT. */
const SECRET_TEXT = /\b(?:(Bearer|Basic) [\w.~+/=-]{16,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+)/gi;

/**
 * What of `fields` may be written: secrets, known by their names or their looks, are `[redacted]` at every depth. Numbers and
 * booleans stay: they count and tell. Errors keep their message, stack and cause; of bytes only their number is shown. Never
 * throws, and what it gives is bounded.
 */
export function redactSecrets(fields: LogFields): LogFields {
  return redactEntries(fields, 0, { left: MAX_VALUES });
}

/** How many more values the line may show. */
interface Budget {
  left: number;
}

function redactEntries(value: object, depth: number, budget: Budget): LogFields {
  const isError = value instanceof Error;
  const shown: [string, unknown][] = isError ? [['type', value.name]] : [];
  for (const name of isError ? Object.getOwnPropertyNames(value) : Object.keys(value)) {
    if (budget.left <= 0) return Object.fromEntries([...shown, ['…', '[too many]']]);
    shown.push([name, redactProperty({ value, name }, depth, budget)]);
  }
  return Object.fromEntries(shown);
}

/** A property that cannot be read is named as such, so that saying something never fails. */
function redactProperty(of: { readonly value: object; readonly name: string }, depth: number, budget: Budget): unknown {
  try {
    const property: unknown = Reflect.get(of.value, of.name);
    return isSecret(of.name, property) ? REDACTED : redactValue(property, depth + 1, budget);
  } catch {
    return '[unreadable]';
  }
}

function isSecret(name: string, value: unknown): boolean {
  const tells = typeof value === 'number' || typeof value === 'boolean' || value === undefined || value === null;
  return !tells && SECRET_NAME.test(name.replace(/[-_\s]/g, '').toLowerCase());
}

function redactValue(value: unknown, depth: number, budget: Budget): unknown {
  budget.left -= 1;
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth > MAX_DEPTH) return '[too deep]';
  if (Array.isArray(value)) return redactItems(value, depth, budget);
  if (hasJson(value)) return redactValue(value.toJSON(), depth + 1, budget);
  return redactEntries(value, depth, budget);
}

function hasJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

function redactItems(items: readonly unknown[], depth: number, budget: Budget): unknown[] {
  const shown: unknown[] = [];
  for (const item of items) {
    if (budget.left <= 0) return [...shown, '[too many]'];
    shown.push(redactValue(item, depth + 1, budget));
  }
  return shown;
}

function redactText(text: string): string {
  const shown = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… [of ${text.length} characters]` : text;
  return shown.replace(SECRET_TEXT, (_, scheme?: string) =>
    scheme === undefined ? REDACTED : `${scheme} ${REDACTED}`,
  );
}
