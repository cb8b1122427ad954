import { setTimeout } from 'node:timers/promises';
import type { EngineTruth } from '../kill/engine-truth.js';

/**
 * How far the taking of a snapshot is: asked for, with a container for its files, with the box standing still for the copy, with the
 * box going on while the image is made, and with its image.
 */
export type Moment = 'asked' | 'helper' | 'paused' | 'copied' | 'image';

export const MOMENTS: readonly Moment[] = ['asked', 'helper', 'paused', 'copied', 'image'];

/** `true` when the moment came before `over`. */
export async function isReached(moment: Moment, truth: EngineTruth, over: () => boolean): Promise<boolean> {
  const imagesBefore = (await truth.snapshots()).length;
  let wasPaused = false;
  while (!over()) {
    if (moment === 'image') {
      if ((await truth.snapshots()).length > imagesBefore) return true;
    } else {
      const boxes = await truth.containers();
      const helper = boxes.some(({ name }) => name.startsWith('carrel-snapshot-'));
      const paused = boxes.some(({ state }) => state === 'paused');
      const isNow = { asked: true, helper, paused, copied: helper && wasPaused && !paused };
      if (isNow[moment]) return true;
      wasPaused ||= paused;
    }
    await setTimeout(5);
  }
  return false;
}
