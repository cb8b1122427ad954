let loading: Promise<typeof import('jose')> | undefined;

/** The JOSE library, loaded at first use; asking again costs next to nothing, which a repeated `import()` does not. */
export function loadJose(): Promise<typeof import('jose')> {
  loading ??= import('jose');
  return loading;
}
