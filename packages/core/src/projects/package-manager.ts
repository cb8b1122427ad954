import type { SharedPackages } from './shared-packages.js';

/** What is special about one program that fetches packages, beside what detection knows of it. */
export interface PackageManager {
  /** As detection names it. */
  readonly id: string;
  /** The words before the names of packages to add. Absent where there is no command for it. */
  readonly add?: readonly string[];
  /** What a package may be called, its version included. It fits no option, path or address. */
  readonly packages: RegExp;
  /** A name that fits, for messages. */
  readonly example: string;
  /** The most packages of one command. @default any number */
  readonly maxPackages?: number;
  /** Whether it can add packages where there is no manifest yet. */
  readonly withoutManifest: boolean;
  /** Keeps it from asking, and from fetching and telling what nobody asked for. */
  readonly env: Readonly<Record<string, string>>;
  /** Keeps it from trying again and again where there is no network. @default nothing */
  readonly offline?: Readonly<Record<string, string>>;
  /**
   * The variables that move what it may lose at any time. What later builds and runs need is none of that: Cargo's and Go's
   * sources, Maven's repository, the environments of Poetry.
   */
  readonly cache: readonly string[];
  /** What of its cache the sessions of a tenant can have in common. Absent where nothing in it can be verified. */
  readonly shared?: SharedPackages;
}
