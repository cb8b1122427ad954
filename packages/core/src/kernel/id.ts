import { invalidInput, type InvalidInput } from './error.js';
import { err, ok, type Result } from './result.js';

declare const brand: unique symbol;

/** A typed, sortable identifier: `<prefix>_<26 characters>`, where later ones sort after earlier ones. */
export type Id<Prefix extends string> = `${Prefix}_${string}` & { readonly [brand]: Prefix };

/** One kind of id: how it is recognised and how it is made from an id source's body. */
export interface IdKind<Prefix extends string> {
  readonly prefix: Prefix;
  /** The id, when `text` is a well-formed one of this kind; `request/invalid` otherwise. */
  parse(text: string): Result<Id<Prefix>, InvalidInput>;
  is(text: unknown): text is Id<Prefix>;
  /** A new id from `source`. */
  create(source: IdSource): Id<Prefix>;
}

/** Where new ids come from, as a port: tests make them predictable. */
export interface IdSource {
  /** 26 characters of Crockford base 32 that sort by their time of creation; never the same twice. */
  nextBody(): string;
  /** `bytes` random bytes from a cryptographic source, as base64url. For secrets and tokens. */
  nextSecret(bytes: number): string;
}

const BODY = /^[0-9abcdefghjkmnpqrstvwxyz]{26}$/;

export function idKind<Prefix extends string>(prefix: Prefix): IdKind<Prefix> {
  const start = `${prefix}_`;
  const is = (text: unknown): text is Id<Prefix> =>
    typeof text === 'string' && text.startsWith(start) && BODY.test(text.slice(start.length));
  return {
    prefix,
    is,
    parse: (text) =>
      is(text) ? ok(text) : err(invalidInput([{ path: '', message: `expected an id like ${start}…` }])),
    create: (source) => `${start}${source.nextBody()}` as Id<Prefix>,
  };
}
