/** What a manifest says, as far as rules ask for it. */
export interface ManifestFacts {
  /** Names only, without versions. */
  readonly dependencies?: readonly string[];
  readonly developmentDependencies?: readonly string[];
  /** Names of scripts that do something. */
  readonly scripts?: readonly string[];
  /** Anything else, such as `tool:poetry` or `sdk:Microsoft.NET.Sdk.Web`. */
  readonly facts?: readonly string[];
}

/** Looks into the text of a manifest, and never throws. `null` when it is not what its name says. */
export type ManifestReader = (text: string) => ManifestFacts | null;
