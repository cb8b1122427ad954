import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What this process holds, in its heap and outside of it, once all that nobody holds was collected. */
export function heapBytes(): number {
  collectGarbage();
  const { external, heapUsed } = process.memoryUsage();
  return heapUsed + external;
}
