export type Yjs = typeof import('yjs');

let loading: Promise<Yjs> | undefined;

/** Yjs, loaded at first use; asking again costs next to nothing, which a repeated `import()` does not. */
export function loadYjs(): Promise<Yjs> {
  loading ??= import('yjs');
  return loading;
}
