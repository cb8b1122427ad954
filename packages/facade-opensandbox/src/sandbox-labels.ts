import { err, invalidInput, ok, type InvalidInput, type Result } from '@carrel/core/kernel';

/** What is known of a sandbox beside its session. */
export interface SandboxFacts {
  readonly image: string;
  readonly entrypoint: readonly string[];
  /** Of every command that runs in it. */
  readonly env: Readonly<Record<string, string>>;
  /** The client's own. */
  readonly metadata: Readonly<Record<string, string>>;
}

type Labels = Readonly<Record<string, string>>;

/** What the labels begin with that are not the client's. */
const OWN = 'opensandbox/';
const IMAGE = `${OWN}image`;
const ENTRYPOINT = `${OWN}entrypoint`;
const ENV = `${OWN}env/`;

/** The label that makes a session a sandbox. */
export const SANDBOX_LABEL: Labels = { [`${OWN}sandbox`]: 'true' };

/** The labels of a session that is this sandbox; an error for metadata that has a name of ours. */
export function toLabels(facts: SandboxFacts): Result<Labels, InvalidInput> {
  const { image, entrypoint, env, metadata } = facts;
  const taken = Object.keys(metadata).find((name) => name.startsWith(OWN));
  if (taken !== undefined)
    return err(
      invalidInput([{ path: `metadata.${taken}`, message: `expected a name that does not begin with ${OWN}` }]),
    );
  const variables = Object.entries(env).map(([name, value]) => [ENV + name, value] as const);
  return ok({
    ...metadata,
    ...SANDBOX_LABEL,
    [IMAGE]: image,
    [ENTRYPOINT]: JSON.stringify(entrypoint),
    ...Object.fromEntries(variables),
  });
}

/** `null` for a session that is no sandbox. */
export function fromLabels(labels: Labels): SandboxFacts | null {
  if (!Object.entries(SANDBOX_LABEL).every(([name, value]) => labels[name] === value)) return null;
  const entries = Object.entries(labels);
  const env = entries.filter(([name]) => name.startsWith(ENV)).map(([name, value]) => [name.slice(ENV.length), value]);
  return {
    image: labels[IMAGE] ?? '',
    entrypoint: texts(labels[ENTRYPOINT]),
    env: Object.fromEntries(env) as Labels,
    metadata: Object.fromEntries(entries.filter(([name]) => !name.startsWith(OWN))),
  };
}

/** Whoever may change labels may have written anything. */
function texts(json = '[]'): readonly string[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value.map(String) : [];
  } catch {
    return [];
  }
}
