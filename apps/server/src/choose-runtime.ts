import { localRuntime } from '@carrel/adapter-local';
import { err, ok, type CarrelError, type Result } from '@carrel/core/kernel';
import type { WorkspaceRuntime } from '@carrel/core/runtime';
import { workspacesPath } from './data-dir.js';
import type { ServerSettings } from './server-settings.js';

/** The runtime that was asked for cannot be had here. */
export type RuntimeRefused = CarrelError<'cli/runtime-refused'>;

export interface ChosenRuntime {
  readonly runtime: WorkspaceRuntime;
  /** Which one, and why, for a person. */
  readonly because: string;
}

/** The runtime by its name in the settings; `auto` is the local one, the only one that this build has. */
export function chooseRuntime(settings: ServerSettings): Result<ChosenRuntime, RuntimeRefused> {
  const { environment, dataDir, runtime } = settings;
  if (runtime.name === 'docker') {
    return err(refused('This build has no docker adapter; use --runtime local.'));
  }
  if (environment === 'production' && !runtime.allowLocalInProduction) {
    return err(
      refused(
        'The local runtime isolates nothing, so it is refused in production. Set runtime.allowLocalInProduction to true if everybody who uses this server may do all that the server may.',
      ),
    );
  }
  const because = runtime.name === 'auto' ? 'the only one of this build' : 'as asked';
  return ok({ runtime: localRuntime({ baseDir: workspacesPath(dataDir) }), because });
}

function refused(message: string): RuntimeRefused {
  return { type: 'cli/runtime-refused', message, retryable: false };
}
