import { INSTALLATION_LABEL } from './box-labels.js';

/** On what is no box but was made for one, or for one call: what for. */
export const ROLE_LABEL = 'carrel.role';

/** The role of a volume that goes with its box. */
export const BOX_VOLUME_ROLE = 'box-volume';

/** What such a thing says of itself, so that a sweep of its installation finds it when it was forgotten. */
export function helperLabels(role: string, installationId: string): Readonly<Record<string, string>> {
  return { [ROLE_LABEL]: role, [INSTALLATION_LABEL]: installationId };
}
