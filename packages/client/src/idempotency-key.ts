/** A name for one request, by which a second try of it is known for the same. */
export function newIdempotencyKey(): string {
  // `randomUUID` is missing on pages without TLS.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** How something is made that must not be made twice. */
export interface MakeOptions {
  /** The same key for the same request makes it once, also in another process. @default a new one for each call */
  readonly idempotencyKey?: string | undefined;
}

export function onceHeaders({ idempotencyKey = newIdempotencyKey() }: MakeOptions): Readonly<Record<string, string>> {
  return { 'Idempotency-Key': idempotencyKey };
}
