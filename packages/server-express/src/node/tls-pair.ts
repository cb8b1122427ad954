import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { err, ok, type CarrelError, type Result } from '@carrel/core/kernel';

/** Where a certificate and its key are. */
export interface TlsFileOptions {
  /** The certificate as PEM, and behind it those that it was signed by. */
  readonly certFile: string;
  /** Its private key as PEM, without a passphrase. */
  readonly keyFile: string;
  /** More certificates of the chain, where `certFile` has not all. @default none */
  readonly caFile?: string;
  /** @default 'TLSv1.2' */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
}

/** The certificate and key cannot be served: a file cannot be read, is no PEM, the two do not belong together, or the time is over. */
export type TlsInvalid = CarrelError<'server/tls-invalid'>;

/** A certificate and its key as they were read, which belong together. */
export interface TlsPair {
  readonly context: SecureContextOptions;
  /** The same for the same files, another one for others. */
  readonly digest: string;
  readonly subject: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** The pair in the files now. `server/tls-invalid` says which file is wrong, and why. */
export function readTlsPair(options: TlsFileOptions): Result<TlsPair, TlsInvalid> {
  const { certFile, keyFile, caFile, minVersion = 'TLSv1.2' } = options;
  const parts: string[] = [];
  for (const file of [certFile, keyFile, ...(caFile === undefined ? [] : [caFile])]) {
    const text = readText(file);
    if (text.isErr()) return err(text.error);
    parts.push(text.value);
  }
  const [cert = '', key = '', chain = ''] = parts;
  const context = { cert: chain === '' ? cert : `${cert.trimEnd()}\n${chain}`, key, minVersion };
  const digest = createHash('sha256').update(JSON.stringify(context)).digest('base64url');
  try {
    createSecureContext(context);
    const { subject, validFrom, validTo } = new X509Certificate(cert);
    return ok({ context, digest, subject, validFrom: new Date(validFrom), validTo: new Date(validTo) });
  } catch (cause) {
    return err(tlsInvalid(`${certFile} and ${keyFile} are no certificate with its key, as PEM: ${reasonOf(cause)}.`));
  }
}

export function tlsInvalid(message: string): TlsInvalid {
  return { type: 'server/tls-invalid', message, retryable: false };
}

function readText(file: string): Result<string, TlsInvalid> {
  try {
    return ok(readFileSync(file, 'utf8'));
  } catch (cause) {
    return err(tlsInvalid(`${file} cannot be read: ${codeOf(cause)}.`));
  }
}

/** What OpenSSL calls it, which tells nothing of the key. */
function reasonOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return 'they cannot be read';
  if ('reason' in cause && typeof cause.reason === 'string') return cause.reason;
  return codeOf(cause);
}

function codeOf(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'they cannot be read';
}
