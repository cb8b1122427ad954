import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What this process holds outside of its heap, once all that nobody holds was collected. */
export function heldBytes(): number {
  collectGarbage();
  const { arrayBuffers, external } = process.memoryUsage();
  return arrayBuffers + external;
}
