import type { Detection } from '../../src/frameworks/index.js';

/** The files of a project, and what it is known as. */
export interface RealProject {
  readonly files: Readonly<Record<string, string>>;
  readonly expected: Partial<Detection> & Pick<Detection, 'id' | 'language'>;
}
