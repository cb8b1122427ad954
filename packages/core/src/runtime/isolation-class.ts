import { err, ok, type Result } from '../kernel/index.js';
import { runtimeUnsupported, type RuntimeUnsupported } from './runtime-errors.js';
import type { RuntimeCapabilities } from './workspace-runtime.js';

/** `runtime/unsupported` for a class that the runtime does not name; no class is as good as any. */
export function checkIsolationClass(
  isolationClass: string | undefined,
  { isolationClasses }: Pick<RuntimeCapabilities, 'isolationClasses'>,
): Result<void, RuntimeUnsupported> {
  if (isolationClass === undefined || isolationClasses.includes(isolationClass)) return ok(undefined);
  return err(runtimeUnsupported(`isolation class ${isolationClass}`));
}
