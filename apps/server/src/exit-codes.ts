/** What the `carrel` command tells its caller when it ends. */
export const exitCodes = {
  /** Done, or ended by a signal after everything under way had finished. */
  ok: 0,
  /** It could not be done; standard error says why. For `doctor`: something is missing that the server needs. */
  failed: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** A second signal came while the first was being obeyed: something may not have finished. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
