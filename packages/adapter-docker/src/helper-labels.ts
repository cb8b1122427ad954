import { createIdSource, systemClock } from '@carrel/core/kernel';
import { processHolder } from '@carrel/core/leases';
import { INSTALLATION_LABEL } from './box-labels.js';

/** On what is no box but was made for one, or for one call: what for. */
export const ROLE_LABEL = 'carrel.role';

/** On what was made for one call: the life of the process that made it and takes it away again. */
export const PROCESS_LABEL = 'carrel.process';

/** The role of a volume that goes with its box. */
const BOX_VOLUME_ROLE = 'box-volume';

const thisProcess = processHolder(createIdSource(systemClock));

/** What such a thing says of itself, so that a sweep of its installation finds it when it was forgotten. */
export function helperLabels(role: string, installationId: string): Readonly<Record<string, string>> {
  return { [ROLE_LABEL]: role, [INSTALLATION_LABEL]: installationId, [PROCESS_LABEL]: thisProcess };
}

/** The same of a volume that goes with its box. */
export function boxVolumeLabels(installationId: string): Readonly<Record<string, string>> {
  return { [ROLE_LABEL]: BOX_VOLUME_ROLE, [INSTALLATION_LABEL]: installationId };
}

/** Whether it goes with a box, so that no call is waiting for it. */
export function isOfBox(labels: Readonly<Record<string, string>>): boolean {
  return labels[ROLE_LABEL] === BOX_VOLUME_ROLE;
}
