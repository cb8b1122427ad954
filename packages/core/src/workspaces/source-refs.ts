/** What of a source is checked out. */
export type SourceTarget =
  | { readonly kind: 'branch'; readonly name: string }
  | { readonly kind: 'tag'; readonly name: string }
  /** A commit by its whole name, or whatever the source shows when nobody asks for more. */
  | { readonly kind: 'commit'; readonly name: string };

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** What git takes as part of the name of a branch or tag. */
const REF = /^(?!.*(?:\.\.|@\{|\/\/|\.lock(?:\/|$)))[^\s~^:?*[\\\p{Cc}./-][^\s~^:?*[\\\p{Cc}]*$/u;

/** Whether the text can be the name of something in a repository, and is no option or pattern. */
export function isRef(text: string): boolean {
  return REF.test(text) && !text.endsWith('/') && !text.endsWith('.');
}

/** What to ask the source for, so that its answer tells what a ref is. */
export function askedRefs(ref: string | undefined): readonly string[] {
  return ref === undefined ? ['HEAD'] : ['HEAD', `refs/heads/${ref}`, `refs/tags/${ref}`];
}

/**
 * What `ref` is, by the answer of `git ls-remote --symref`: a branch before a tag before a commit. Without it, the branch that the source
 * shows. `'missing'` when it is none of these, `'empty'` when the source has nothing at all.
 */
export function targetOf(answer: string, ref: string | undefined): SourceTarget | 'missing' | 'empty' {
  const lines = answer.split('\n').filter((line) => line !== '');
  const has = (name: string) => lines.some((line) => line.endsWith(`\t${name}`) && !line.startsWith('ref: '));
  if (ref !== undefined) {
    if (has(`refs/heads/${ref}`)) return { kind: 'branch', name: ref };
    if (has(`refs/tags/${ref}`)) return { kind: 'tag', name: ref };
    return COMMIT.test(ref) ? { kind: 'commit', name: ref } : 'missing';
  }
  const shown = lines
    .map((line) => /^ref: refs\/heads\/(.+)\tHEAD$/.exec(line)?.[1])
    .find((name) => name !== undefined);
  if (!has('HEAD')) return 'empty';
  return shown !== undefined && isRef(shown) ? { kind: 'branch', name: shown } : { kind: 'commit', name: 'HEAD' };
}

/** What is fetched for it. */
export function refspecOf({ kind, name }: SourceTarget): string {
  if (kind === 'branch') return `+refs/heads/${name}:refs/remotes/origin/${name}`;
  return kind === 'tag' ? `+refs/tags/${name}:refs/tags/${name}` : name;
}

/** How its files are put into the workspace once it is fetched. */
export function checkoutArgs({ kind, name }: SourceTarget): readonly string[] {
  const how = kind === 'branch' ? ['-B', name, '--track', `refs/remotes/origin/${name}`] : ['--detach', 'FETCH_HEAD'];
  return ['checkout', '--progress', ...how];
}
