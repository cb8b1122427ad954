/** Who this is at a registry. Never logged, and in no error. */
export type RegistryCredential =
  { readonly username: string; readonly password: string } | { readonly identityToken: string };

/** How images are exchanged with registries. */
export interface RegistryOptions {
  /**
   * Whether an image that is not on the engine is asked of its registry before it is built. Only one whose name begins with the
   * host of a registry ever is: what any other name leads to is not ours to decide, so nobody can put an image there.
   * @default 'never'
   */
  readonly pull?: 'missing' | 'never';
  /**
   * By the host of a registry, with its port, as it stands in the names of images: for pulls, pushes, and the bases that the
   * engine fetches for builds. @default none
   */
  readonly credentials?: Readonly<Record<string, RegistryCredential>>;
}

/** The host, with its port, that the name of an image begins with; `null` for one that names none. */
export function registryOf(image: string): string | null {
  const slash = image.indexOf('/');
  const first = image.slice(0, Math.max(slash, 0));
  return /[.:]/.test(first) || first === 'localhost' ? first : null;
}
