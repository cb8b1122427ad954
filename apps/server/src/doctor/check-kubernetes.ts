import { chooseRuntime } from '../choose-runtime.js';
import type { ServerSettings } from '../server-settings.js';
import { broken, found, type Finding } from './finding.js';

/** Whether the cluster answers, and lets this process see workspaces; `null` where there is none. Nothing is made in it. */
export async function checkKubernetes(settings: ServerSettings): Promise<Finding | null> {
  if (settings.runtime.name !== 'kubernetes') return null;
  const chosen = chooseRuntime(settings);
  if (chosen.isErr())
    return broken('Kubernetes', chosen.error.message, 'Set kubernetes.* as docs/configuration.md has it.');
  const { runtime } = chosen.value;
  const listed = await runtime.list({ installationId: 'doctor' });
  await runtime.dispose();
  if (listed.isErr()) {
    return broken(
      'Kubernetes',
      listed.error.message,
      'Set kubernetes.kubeconfig, and give the server its role: docs/kubernetes.md.',
    );
  }
  return found('Kubernetes', 'answers, and lets this process see workspaces');
}
