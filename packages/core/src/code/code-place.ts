/** A place in a text file. Both count from 1; columns are UTF-16 units, and one past the last is the end of the line. */
export interface CodePosition {
  readonly line: number;
  readonly column: number;
}

/** From `start` up to and without `end`. */
export interface CodeRange {
  readonly start: CodePosition;
  readonly end: CodePosition;
}

/** A part of a file of the session. Paths are relative to its root, and never lead outside. */
export interface CodeLocation {
  readonly path: string;
  readonly range: CodeRange;
  /** The line that it begins in, without its end; bounded. */
  readonly text: string;
}
