import { auditCollections, AuditService } from '../audit/index.js';
import { identityCollections, OperatorService } from '../identity/index.js';
import { createIdSource, systemClock, unwrap } from '../kernel/index.js';
import { installations, loadInstallation } from '../store/index.js';
import type { CarrelOptions } from './carrel-options.js';

export type OperatorOptions = Pick<
  CarrelOptions,
  'store' | 'clock' | 'ids' | 'identity' | 'passwords' | 'hasher' | 'audit'
>;

/** @throws CarrelException when the store cannot be opened. */
export async function composeOperator(options: OperatorOptions): Promise<OperatorService> {
  const { store, clock = systemClock, ids = createIdSource(clock), identity, passwords, hasher } = options;
  await unwrap(store.open([installations, ...identityCollections, ...auditCollections]));
  const { cursors } = await unwrap(loadInstallation(store, { clock, ids }));
  const kept = { store, clock, ids, cursors };
  const audit = new AuditService({ ...kept, ...(options.audit === undefined ? {} : { options: options.audit }) });
  return new OperatorService({
    ...{ ...kept, journal: audit },
    ...(identity === undefined ? {} : { options: identity }),
    ...(passwords === undefined ? {} : { passwords }),
    ...(hasher === undefined ? {} : { hasher }),
  });
}
