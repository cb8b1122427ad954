import type { SessionStorage } from '@carrel/core/sessions';
import { IMAGE_LANGUAGES } from './image-languages.js';

export interface OpenSandboxOptions {
  /** What the paths begin with; the SDK takes it as a part of its `domain`. @default '/opensandbox' */
  readonly basePath?: string;
  /** The languages of more images, by name without registry, folder and tag. @default those of `IMAGE_LANGUAGES` */
  readonly images?: Readonly<Record<string, readonly string[]>>;
  /** Where the files of sandboxes are kept while they are paused; with `none` they are gone then. @default 'none' */
  readonly storage?: SessionStorage;
  /** The directory of a workspace, as programs in it see it. @default '/workspace' */
  readonly root?: string;
}

export type ResolvedOpenSandboxOptions = Required<OpenSandboxOptions>;

export function resolveOpenSandboxOptions(options: OpenSandboxOptions = {}): ResolvedOpenSandboxOptions {
  const images = { ...IMAGE_LANGUAGES, ...options.images };
  return { basePath: '/opensandbox', storage: 'none', root: '/workspace', ...options, images };
}
