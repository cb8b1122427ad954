import type { SuppliedFile } from '../language.js';

/** Makes a module of the files of a run, where they have no `go.mod` of their own. */
export const goModule: SuppliedFile = { path: 'go.mod', content: 'module program\n\ngo 1.19\n' };
