import { stat } from 'node:fs/promises';
import { readTlsPair } from '@carrel/server-express';
import type { ServerSettings } from '../server-settings.js';
import { broken, found, lacking, type Finding } from './finding.js';

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;

/** Whether the certificate and its key can be served, and for how long yet; `null` without TLS. */
export async function checkTls({ tls }: Pick<ServerSettings, 'tls'>, nowMs: number): Promise<Finding | null> {
  if (tls === null) return null;
  const read = readTlsPair(tls);
  if (read.isErr()) return broken('TLS', read.error.message, 'Set server.tls.certFile and server.tls.keyFile.');
  const { subject, validFrom, validTo } = read.value;
  const detail = `${subject.replaceAll('\n', ', ')}, until ${validTo.toISOString()}`;
  const days = (validTo.getTime() - nowMs) / DAY_MS;
  if (days <= 0) return broken('TLS', detail, 'The certificate has ended: put a new one in its place.');
  if (validFrom.getTime() > nowMs) return broken('TLS', detail, `It is good from ${validFrom.toISOString()} on.`);
  if (days < SOON_DAYS) return lacking('TLS', detail, `It ends in ${String(Math.floor(days))} days: renew it.`);
  const { mode } = await stat(tls.keyFile);
  if ((mode & 0o007) !== 0) return lacking('TLS', detail, `Everybody can read the key: chmod o= ${tls.keyFile}`);
  return found('TLS', detail);
}
