import { existsSync } from 'node:fs';
import { auditCollections, verifyAudit, type AuditVerification, type VerifiedChain } from '@carrel/core/audit';
import { tenantId, type TenantId } from '@carrel/core/kernel';
import { chooseStore } from './choose-store.js';
import { complain } from './complain.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import type { ServerSettings } from './server-settings.js';

/** What of the audit is verified. */
export interface VerifyOptions {
  /** Empty for all tenants. */
  readonly tenant: string;
  /** A head that was printed before; empty for none. */
  readonly expect: string;
}

/**
 * Verifies the chains of the audit, while a server may run. Standard output has one line for each tenant; standard error says what is
 * wrong, at which record.
 */
export async function verify(settings: ServerSettings, { tenant, expect }: VerifyOptions): Promise<ExitCode> {
  if (tenant !== '' && !tenantId.is(tenant)) return wrongUsage('--tenant is not the id of a tenant');
  if (expect !== '' && !/^[0-9a-f]{64}$/.test(expect))
    return wrongUsage('--expect is no hash of 64 hexadecimal digits');
  const { store, file } = chooseStore(settings);
  if (file !== null && !existsSync(file)) {
    process.stderr.write(`There is no database at ${file}; nothing was verified.\n`);
    return exitCodes.failed;
  }
  const options = {
    ...(tenant === '' ? {} : { tenantId: tenant as TenantId }),
    ...(expect === '' ? {} : { expect }),
    chainKey: settings.carrel.audit?.chainKey ?? '',
  };
  const verified = await store.open(auditCollections).andThen(() => verifyAudit(store, options));
  await store.dispose();
  if (verified.isOk()) return report(verified.value, expect);
  complain(verified.error);
  return exitCodes.failed;
}

function report({ chains, problems, isExpectedFound }: AuditVerification, expect: string): ExitCode {
  for (const chain of chains) process.stdout.write(`${lineOf(chain)}\n`);
  for (const { tenantId: tenant, recordId, sequence, message } of problems) {
    const place = recordId === undefined ? '' : ` record ${recordId}`;
    const number = sequence === undefined || recordId !== undefined ? '' : ` ${String(sequence)}`;
    process.stderr.write(`${tenant}:${place}${number} ${message}\n`);
  }
  if (!isExpectedFound) process.stderr.write(`No chain has the head ${expect}: it was cut off, or made anew.\n`);
  return problems.length === 0 && isExpectedFound ? exitCodes.ok : exitCodes.failed;
}

function lineOf({
  tenantId: tenant,
  sealed,
  unsealed,
  keyless,
  firstSequence,
  lastSequence,
  head,
}: VerifiedChain): string {
  const range = firstSequence === null ? '' : ` (${String(firstSequence)} to ${String(lastSequence)})`;
  const without = keyless === 0 ? '' : `, ${String(keyless)} of them sealed without the key`;
  return `${tenant}  ${String(sealed)} records${range}${without}, ${String(unsealed)} not sealed yet, head ${head}`;
}

function wrongUsage(message: string): ExitCode {
  process.stderr.write(`${message}\n`);
  return exitCodes.usage;
}
