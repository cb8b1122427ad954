/** The files of a workspace as they were at one moment. */
export interface BoxSnapshot {
  /** What `WorkspaceSpec.image` may be, so that a box begins with these files. */
  readonly image: string;
}
