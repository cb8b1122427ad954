import type { TheiaUri } from './theia.js';

/** Stands for Theia's `URI`, where there is no Theia. */
export class PathUri implements TheiaUri<PathUri> {
  constructor(readonly path: string) {}

  withPath(path: string): PathUri {
    return new PathUri(path);
  }
}
