/** Gives the program and its arguments for a behaviour that a case needs. */
export type ProgramLine = (...args: readonly string[]) => readonly string[];
