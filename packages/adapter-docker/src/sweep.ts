import { isGoneProcess } from '@carrel/core/leases';
import type Docker from 'dockerode';
import { handleOf, INSTALLATION_LABEL } from './box-labels.js';
import { removeLooseSnapshots, resumeAfter, SNAPSHOT_ROLE, snapshotLifeMs } from './box-snapshots.js';
import { unlessInUse } from './container-calls.js';
import { isOfBox, PROCESS_LABEL, ROLE_LABEL } from './helper-labels.js';
import { tryEach } from './try-each.js';
import { removeUnusedNetworks } from './unused-networks.js';

export interface SweepBounds {
  readonly installationId: string;
  readonly olderThanMs: number;
  /** The longest that a helper of this installation lives which was not forgotten. */
  readonly helperLifeMs: number;
}

/** The longest that a helper lives of which nothing is known, such as one that checks an image. */
const LONGEST_LIFE_MS = 3_600_000;
/** Helpers that go on for as long as they get on. */
const PATIENT_ROLES: ReadonlySet<string | undefined> = new Set([SNAPSHOT_ROLE]);

/**
 * Removes what belongs to no box: volumes whose box somebody took away by hand, networks, and what calls made for themselves and
 * forgot. What the engine cannot take away now, such as a volume whose users it counted wrong, holds up nothing else.
 */
export async function sweepEngine(docker: Docker, bounds: SweepBounds): Promise<void> {
  const parts = [
    () => removeHelpers(docker, bounds),
    () => removeVolumes(docker, bounds),
    () => removeUnusedNetworks(docker, bounds.installationId, bounds),
    () => removeLooseSnapshots(docker, bounds.installationId),
  ];
  await tryEach(parts, (part) => part());
}

async function removeHelpers(docker: Docker, bounds: SweepBounds): Promise<void> {
  const helpers = await docker.listContainers({ all: true, filters: { label: [ROLE_LABEL] } });
  await tryEach(helpers, async ({ Id, Labels, Created }) => {
    // A box has the labels of its image too, such as those of a snapshot.
    if (handleOf('', Labels) !== null) return;
    if (!isLeftBehind({ labels: Labels, createdAt: Created * 1_000 }, bounds)) return;
    await resumeAfter(docker, Labels);
    await unlessInUse(docker.getContainer(Id).remove({ force: true, v: true }));
  });
}

async function removeVolumes(docker: Docker, bounds: SweepBounds): Promise<void> {
  const { Volumes: volumes } = await docker.listVolumes({ filters: { dangling: ['true'], label: [ROLE_LABEL] } });
  await tryEach(volumes, async (volume) => {
    if (!isLeftBehind({ labels: volume.Labels, createdAt: createdAtOf(volume) }, bounds)) return;
    await unlessInUse(docker.getVolume(volume.Name).remove());
  });
}

interface Found {
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: number;
}

/** Whether no call that is under way, here or in another replica, can still need it. */
function isLeftBehind(
  { labels, createdAt }: Found,
  { installationId, olderThanMs, helperLifeMs }: SweepBounds,
): boolean {
  const { [INSTALLATION_LABEL]: owner, [PROCESS_LABEL]: maker, [ROLE_LABEL]: role } = labels;
  if (owner !== undefined && owner !== installationId) return false;
  // On one machine, one that was killed is known to need nothing any more, however young it is.
  if (owner !== undefined && maker !== undefined && isGoneProcess(maker)) return true;
  const patientMs = snapshotLifeMs(labels) ?? LONGEST_LIFE_MS;
  const ownLifeMs = isOfBox(labels) ? 0 : PATIENT_ROLES.has(role) ? patientMs : helperLifeMs;
  const lifeMs = owner === undefined ? LONGEST_LIFE_MS : ownLifeMs;
  return createdAt <= Date.now() - Math.max(olderThanMs, lifeMs);
}

/** The engine tells it, whatever its types say; without it, a volume is as old as can be. */
function createdAtOf(volume: object): number {
  return 'CreatedAt' in volume && typeof volume.CreatedAt === 'string' ? Date.parse(volume.CreatedAt) : 0;
}
