import { err, ok, type Result } from '../kernel/index.js';
import { runtimeUnsupported, type RuntimeUnsupported } from './runtime-errors.js';
import type { RuntimeCapabilities } from './workspace-runtime.js';

/** `runtime/unsupported` for a bound on files that the runtime does not enforce, so that nobody relies on one that is not there. */
export function checkDiskLimit(
  diskBytes: number | undefined,
  { limits }: Pick<RuntimeCapabilities, 'limits'>,
): Result<void, RuntimeUnsupported> {
  return diskBytes === undefined || limits.disk ? ok(undefined) : err(runtimeUnsupported('limits.disk'));
}
