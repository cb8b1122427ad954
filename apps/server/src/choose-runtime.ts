import { readFileSync } from 'node:fs';
import { dockerRuntime, imageRecipe } from '@carrel/adapter-docker';
import { kubernetesRuntime, type PodPatch } from '@carrel/adapter-k8s';
import { localRuntime } from '@carrel/adapter-local';
import { err, ok, type CarrelError, type Result } from '@carrel/core/kernel';
import type { ImageOptions } from '@carrel/core/languages';
import type { WorkspaceRuntime } from '@carrel/core/runtime';
import { workspacesPath } from './data-dir.js';
import type { ServerSettings } from './server-settings.js';

/** The runtime that was asked for cannot be had here. */
export type RuntimeRefused = CarrelError<'cli/runtime-refused'>;

export interface ChosenRuntime {
  readonly runtime: WorkspaceRuntime;
  /** Which one, and why, for a person. */
  readonly because: string;
  /** How its images are made, where it has any. */
  readonly images?: ImageOptions;
}

/** The runtime by its name in the settings; `auto` is the local one, which needs nothing but this machine. */
export function chooseRuntime(settings: ServerSettings): Result<ChosenRuntime, RuntimeRefused> {
  const { docker, environment, dataDir, images, runtime } = settings;
  if (runtime.name === 'docker') {
    return ok({
      runtime: dockerRuntime({ ...docker, registry: images.registry }),
      because: 'as asked',
      images: { repository: images.repository, recipe: imageRecipe() },
    });
  }
  if (runtime.name === 'kubernetes') {
    return chooseKubernetes(settings.kubernetes).map((kubernetes) => ({ runtime: kubernetes, because: 'as asked' }));
  }
  if (environment === 'production' && !runtime.allowLocalInProduction) {
    return err(
      refused(
        'The local runtime isolates nothing, so it is refused in production. Use --runtime docker or kubernetes, or set runtime.allowLocalInProduction to true if everybody who uses this server may do all that the server may.',
      ),
    );
  }
  const because = runtime.name === 'auto' ? 'it needs nothing; --runtime docker isolates' : 'as asked';
  return ok({ runtime: localRuntime({ baseDir: workspacesPath(dataDir) }), because });
}

/** What is wrong with a patch is found by the runtime, which throws then. */
function chooseKubernetes({
  podPatchFile,
  ...options
}: ServerSettings['kubernetes']): Result<WorkspaceRuntime, RuntimeRefused> {
  try {
    const patch = podPatchFile === '' ? {} : { podPatch: JSON.parse(readFileSync(podPatchFile, 'utf8')) as PodPatch };
    return ok(kubernetesRuntime({ ...options, ...patch }));
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    return err(refused(`The settings kubernetes.* cannot be used: ${said}`));
  }
}

function refused(message: string): RuntimeRefused {
  return { type: 'cli/runtime-refused', message, retryable: false };
}
