let loading: Promise<typeof import('yjs')> | undefined;

/** Yjs, loaded at first use; asking again costs next to nothing, which a repeated `import()` does not. */
export function loadYjs(): Promise<typeof import('yjs')> {
  loading ??= import('yjs');
  return loading;
}
