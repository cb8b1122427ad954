import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../kernel/index.js';
import { imageIncompatible, imageTooLarge, type ImageError, type ImageIncompatible } from './image-errors.js';
import type { Language, LanguageImage } from './language.js';

/** What an image holds. Equal sets of languages have equal images, whatever their order. */
export interface WorkspaceImage {
  /** Such as `carrel/workspace:0123456789abcdef`, from a digest of everything that goes into the image. */
  readonly tag: string;
  readonly base: string;
  /** Ids, sorted. */
  readonly languages: readonly string[];
  /** Debian packages, sorted. */
  readonly packages: readonly string[];
  /** Lines of `sources.list` in place of the base's; none to keep those. */
  readonly sources: readonly string[];
  /** Authorities that it trusts beside the usual ones, as PEM. */
  readonly certificates: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Millions of bytes, at most about: what languages share is counted for each. */
  readonly sizeMb: number;
}

export interface ImageOptions {
  /** What images build on, where no language asks for another. @default `debian:bookworm-slim` */
  readonly base?: string;
  /** What an image takes without any language, in millions of bytes. @default 170 */
  readonly baseSizeMb?: number;
  /** The largest image, in millions of bytes. @default 4000 */
  readonly maxSizeMb?: number;
  /** The name of images, without a tag. @default `carrel/workspace` */
  readonly repository?: string;
  /** Packages of every image beside those of its languages. @default none */
  readonly packages?: readonly string[];
  /** Where packages come from, such as a mirror or an archive of one moment, as lines of `sources.list`. @default the base's */
  readonly sources?: readonly string[];
  /** Authorities to trust beside the usual ones, as PEM. Together 100 kB at most, as they pass as one argument. @default none */
  readonly certificates?: readonly string[];
  /** Names what else goes into the image, such as a digest of its build context. @default '' */
  readonly recipe?: string;
}

/** The name of images, where the options give them no other. */
export const DEFAULT_IMAGE_REPOSITORY = 'carrel/workspace';

const DEFAULTS: Required<ImageOptions> = {
  base: 'debian:bookworm-slim',
  baseSizeMb: 170,
  maxSizeMb: 4000,
  repository: DEFAULT_IMAGE_REPOSITORY,
  packages: [],
  sources: [],
  certificates: [],
  recipe: '',
};

type Needs = Language & { readonly image: LanguageImage };

/** The one image that serves all of `languages`; without any, one with the tools that every image has. */
export function resolveImage(
  languages: readonly Language[],
  options: ImageOptions = {},
): Result<WorkspaceImage, ImageError> {
  const { base, baseSizeMb, maxSizeMb, repository, packages, sources, certificates, recipe } = {
    ...DEFAULTS,
    ...options,
  };
  const all = [...new Map(languages.map((each) => [each.id, each])).values()].sort(byId);
  const able = all.filter((each): each is Needs => each.image !== undefined);
  const refusal = refusalOf(all, able);
  if (refusal !== null) return err(refusal);

  const content = {
    base: able.find(({ image }) => image.base !== undefined)?.image.base ?? base,
    packages: [...new Set([...packages, ...able.flatMap(({ image }) => image.packages)])].sort(),
    ...{ sources, certificates },
    env: Object.fromEntries(able.flatMap(({ image }) => Object.entries(image.env)).sort(byKey)),
  };
  const ids = all.map(({ id }) => id);
  const sizeMb = able.reduce((sum, { image }) => sum + image.sizeMb, baseSizeMb);
  if (sizeMb > maxSizeMb) return err(imageTooLarge(ids, sizeMb, maxSizeMb));
  const digest = createHash('sha256')
    .update(JSON.stringify({ ...content, recipe }))
    .digest('hex')
    .slice(0, 16);
  return ok({ tag: `${repository}:${digest}`, languages: ids, ...content, sizeMb });
}

function refusalOf(all: readonly Language[], able: readonly Needs[]): ImageIncompatible | null {
  const without = all.filter(({ image }) => image === undefined).map(({ id }) => id);
  if (without.length > 0) return imageIncompatible('no-packages', without, 'the catalogue names no packages for it');
  return conflictIn(able) ?? baseClashIn(able) ?? envClashIn(able);
}

function conflictIn(able: readonly Needs[]): ImageIncompatible | null {
  for (const { id, image } of able) {
    const other = able.find((each) => image.conflicts?.includes(each.id) === true);
    if (other !== undefined) return imageIncompatible('conflict', [id, other.id].sort(), `${id} rules ${other.id} out`);
  }
  return null;
}

function baseClashIn(able: readonly Needs[]): ImageIncompatible | null {
  const [first, ...others] = able.filter(({ image }) => image.base !== undefined);
  const other = others.find(({ image }) => image.base !== first?.image.base);
  if (first === undefined || other === undefined) return null;
  return imageIncompatible('base', [first.id, other.id], 'each needs a base of its own');
}

function envClashIn(able: readonly Needs[]): ImageIncompatible | null {
  const owners = new Map<string, Needs>();
  for (const language of able) {
    for (const [name, value] of Object.entries(language.image.env)) {
      const owner = owners.get(name);
      if (owner !== undefined && owner.image.env[name] !== value) {
        return imageIncompatible('env', [owner.id, language.id], `they want different values of ${name}`);
      }
      owners.set(name, language);
    }
  }
  return null;
}

function byId(one: Language, other: Language): number {
  return one.id < other.id ? -1 : 1;
}

function byKey([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return one < other ? -1 : 1;
}
