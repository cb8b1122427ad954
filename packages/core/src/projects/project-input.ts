import { z } from 'zod';
import { workspacePath } from '../runtime/index.js';
import { packageManagers } from './package-managers.js';
import type { ResolvedProjectOptions } from './project-options.js';

/** What to install, and where. */
export interface InstallRequest {
  /** The directory of the project, relative to the workspace's root. @default the only project that there is */
  readonly path?: string;
  /** As detection names it, such as `npm` or `poetry`. @default the one that the project is worked with */
  readonly manager?: string;
  /** Names to add to the project, each with a version where wanted. @default what its manifest asks for */
  readonly packages?: readonly string[];
  /** Ends the whole process tree after this time. @default `projects.installTimeoutMs` */
  readonly timeoutMs?: number;
  /** Ends the whole process tree when it has written more. @default `projects.maxInstallOutputBytes` */
  readonly maxOutputBytes?: number;
}

const MAX_NAME = 320;

/** What an installation takes, within these bounds; paths come out as entries show them. */
export function installSchema(options: ResolvedProjectOptions): z.ZodType<InstallRequest> {
  const managers = packageManagers.map(({ id }) => id);
  return z.strictObject({
    path: pathSchema.exactOptional(),
    manager: z.enum(managers, { error: `expected one of ${managers.join(', ')}` }).exactOptional(),
    packages: z.array(z.string().min(1).max(MAX_NAME)).min(1).max(options.maxPackages).exactOptional(),
    timeoutMs: z.int().min(1).max(options.maxInstallTimeoutMs).exactOptional(),
    maxOutputBytes: z.int().min(1).max(options.maxInstallOutputBytes).exactOptional(),
  });
}

/** A directory of the workspace, as entries show it. */
export const pathSchema = z.string().transform((path, context) => {
  const inside = workspacePath(path);
  if (inside.isOk()) return inside.value;
  context.addIssue({ code: 'custom', message: inside.error.message });
  return z.NEVER;
});
