import type { CodeRange } from '@carrel/client';

/** Where the cursor of a file is, and what is selected; lines and columns from 1 on. */
export interface Cursor {
  readonly line: number;
  readonly column: number;
  readonly range: CodeRange;
}
