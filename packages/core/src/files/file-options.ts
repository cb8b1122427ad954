/** How much the file service takes and gives. */
export interface FileOptions {
  /** The most bytes of one file that is written. @default 512 MiB */
  readonly maxFileBytes?: number;
  /** The most entries one listing gives. @default 50,000 */
  readonly maxListEntries?: number;
}

export type ResolvedFileOptions = Required<FileOptions>;

export const defaultFileOptions: ResolvedFileOptions = { maxFileBytes: 512 * 1024 * 1024, maxListEntries: 50_000 };
