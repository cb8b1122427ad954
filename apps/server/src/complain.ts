import type { CarrelError } from '@carrel/core/kernel';

/** Tells the one who called the command what went wrong; the type is there for searching. */
export function complain({ type, message }: CarrelError): void {
  process.stderr.write(`carrel: ${message} (${type})\n`);
}
