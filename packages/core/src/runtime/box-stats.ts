/** What a box uses at one moment, as it is seen from outside of it: its agent counts too, where it has one. */
export interface BoxStats {
  /** What its processes hold, without the copies of files that the kernel gives up when memory is short. */
  readonly memoryBytes: number;
  /** What it may use at most; `null` where nothing bounds it. */
  readonly memoryLimitBytes: number | null;
  /** CPU time used since it was started, in milliseconds. */
  readonly cpuMs: number;
  /** As the limit on processes counts them: where that counts threads, these are threads. */
  readonly processes: number;
}
