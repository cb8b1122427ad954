import { auditedBy, isRefusal, type AuditDetail, type AuditEntry, type AuditService } from '../audit/index.js';
import { err, ResultAsync, type Caller, type CarrelError, type Result } from '../kernel/index.js';

type Details = Readonly<Record<string, AuditDetail>>;

/** A call that changes something and has no record of its own in the transaction that changes it. */
interface Change<Arguments, Value> {
  /** `noun.fact`. */
  readonly action: string;
  /** The id of what was changed; `value` is what the call gave, where it was ok. @default the id that the call names */
  readonly subject?: (args: Arguments, value: Value | undefined) => string;
  /** Never contents, nor secrets. @default none */
  readonly details?: (args: Arguments, value: Value | undefined) => Details;
}

/**
 * What the audit is told of a call:
 *
 * - a `Change`: that it was made, refused, or failed;
 * - `refusals`: that it was refused. What it changes has records of its own, or it changes nothing;
 * - `none`: nothing. It is no call of a caller.
 */
type CallRow<Arguments, Value> = Change<Arguments, Value> | 'refusals' | 'none';

type Method = (...args: never[]) => unknown;

type MethodsOf<S> = { readonly [K in keyof S as S[K] extends Method ? K : never]: S[K] };

type ValueOf<M> = M extends (...args: never[]) => PromiseLike<infer R>
  ? R extends Result<infer T, unknown>
    ? T
    : never
  : never;

/** A row for each method of a service: one without a row does not compile. */
export type CallRows<S> = {
  readonly [K in keyof MethodsOf<S>]: CallRow<S[K] extends (...args: infer A) => unknown ? A : never, ValueOf<S[K]>>;
};

type AnyRow = CallRow<readonly unknown[], unknown>;
type Audit = Pick<AuditService, 'note'>;

interface Audited<S extends object> {
  /** What calls are named by, as in `files.write`. */
  readonly name: string;
  readonly rows: CallRows<S>;
  /** Services within it that take its place, by name. @default none */
  readonly parts?: Partial<S>;
}

/**
 * The service, whose calls are told to the audit. What is told is durable before the call gives its result; where that cannot be, the
 * call gives why, whatever became of it.
 */
export function auditedService<S extends object>(service: S, audit: Audit, { name, rows, parts = {} }: Audited<S>): S {
  const made = new Map<PropertyKey, unknown>(Object.entries(parts));
  return new Proxy(service, {
    get(target, property) {
      const known = made.get(property);
      if (known !== undefined) return known;
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function' || property === 'constructor') return value;
      const row = (rows as Readonly<Record<PropertyKey, AnyRow>>)[property] ?? 'none';
      const method = (...args: readonly unknown[]): unknown => {
        const result: unknown = Reflect.apply(value, target, args);
        if (row === 'none' || !(result instanceof ResultAsync)) return result;
        return new ResultAsync(
          told(audit, result as ResultAsync<unknown, CarrelError>, { call: `${name}.${String(property)}`, row, args }),
        );
      };
      made.set(property, method);
      return method;
    },
    set(target, property, value) {
      made.delete(property);
      return Reflect.set(target, property, value, target);
    },
  });
}

interface Call {
  readonly call: string;
  readonly row: Exclude<AnyRow, 'none'>;
  readonly args: readonly unknown[];
}

async function told(
  audit: Audit,
  result: ResultAsync<unknown, CarrelError>,
  call: Call,
): Promise<Result<unknown, CarrelError>> {
  const outcome = await result;
  const entry = entryOf(call, outcome);
  if (entry === null) return outcome;
  const kept = await audit.note(entry);
  return kept.isErr() ? err(kept.error) : outcome;
}

function entryOf({ call, row, args }: Call, outcome: Result<unknown, CarrelError>): AuditEntry | null {
  const by = auditedBy(args[0] as Caller);
  const error = outcome.isErr() ? outcome.error.type : null;
  const isDenied = error !== null && isRefusal(error);
  if (row === 'refusals') {
    if (!isDenied) return null;
    return { ...by, action: 'call.refused', subject: namedIn(args), outcome: 'denied', details: { call, error } };
  }
  // What was not understood, or given up by its caller, is no attempt.
  if (error?.startsWith('request/') === true) return null;
  const value = outcome.isOk() ? outcome.value : undefined;
  return {
    ...{ ...by, action: row.action, outcome: error === null ? 'success' : isDenied ? 'denied' : 'failed' },
    subject: row.subject?.(args, value) ?? namedIn(args),
    details: { ...row.details?.(args, value), ...(error === null ? {} : { error }) },
  };
}

const ID = /^[a-z]{3}_[0-9a-z]{26}$/;

/** The id that a call names after its caller: of the thing itself, or of what it is in. */
function namedIn([, named]: readonly unknown[]): string {
  if (typeof named === 'string') return ID.test(named) ? named : '';
  if (typeof named !== 'object' || named === null) return '';
  const { id, userId, sessionId } = named as Readonly<Record<string, unknown>>;
  return [id, userId, sessionId].find((text): text is string => typeof text === 'string' && ID.test(text)) ?? '';
}
