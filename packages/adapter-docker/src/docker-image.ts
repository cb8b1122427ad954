/** An image of workspaces on the engine. */
export interface DockerImage {
  readonly tag: string;
  /** Ids. */
  readonly languages: readonly string[];
  readonly sizeBytes: number;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
}
