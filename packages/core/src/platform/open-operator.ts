import type { OperatorService } from '../identity/index.js';
import type { OperatorOptions } from './compose-operator.js';

/**
 * What whoever operates an installation may do on its store, beside the servers that may run on it. The store is opened, and is the
 * caller's to dispose.
 *
 * @throws CarrelException with the error, when the store cannot be opened.
 */
export async function openOperator(options: OperatorOptions): Promise<OperatorService> {
  // Loaded now, so that importing the package costs next to nothing.
  const { composeOperator } = await import('./compose-operator.js');
  return composeOperator(options);
}
