import { err, ok, type Result } from '../kernel/index.js';
import { configInvalid, type ConfigInvalid, type ConfigProblem } from './config-errors.js';
import { readEnvironmentLayer, readFileLayer, readFlagLayer, type ConfigLayer } from './config-layers.js';
import { configKeys, configSchema, type Config, type ConfigKey } from './config-schema.js';

export interface ConfigSources {
  /** A TOML file. @default none */
  readonly file?: string | undefined;
  /** Variables, such as `process.env`; those that begin with `CARREL_` count. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What outweighs everything else, such as flags of a command line. */
  readonly flags?: Readonly<Partial<Record<ConfigKey, unknown>>>;
}

/** The whole configuration, and where each value came from. */
export interface ResolvedConfig {
  readonly config: Config;
  /** `default`, `flag`, the name of a variable, or the path of the file. */
  readonly sources: Readonly<Record<ConfigKey, string>>;
}

/** Defaults, then the file, then the environment, then flags. `config/invalid` names every problem at once. */
export function loadConfig({ file, env, flags = {} }: ConfigSources): Result<ResolvedConfig, ConfigInvalid> {
  const fromFile = file === undefined ? ok(EMPTY) : readFileLayer(file);
  if (fromFile.isErr()) return err(fromFile.error);
  const read = [fromFile.value, readEnvironmentLayer(env), readFlagLayer(flags)];
  const said = merge(read.map(({ layer }) => layer));
  const parsed = configSchema.safeParse(Object.fromEntries([...said].map(([key, { value }]) => [key, value])));
  const problems = read.flatMap((layer) => layer.problems);
  const misfits = parsed.success ? [] : parsed.error.issues.map((issue) => toProblem(issue, said));
  if (!parsed.success || problems.length > 0) return err(configInvalid([...problems, ...misfits]));
  const sources = Object.fromEntries(configKeys.map((key) => [key, said.get(key)?.source ?? 'default']));
  return ok({ config: Object.freeze(parsed.data), sources: sources as ResolvedConfig['sources'] });
}

const EMPTY = { layer: new Map() as ConfigLayer, problems: [] as readonly ConfigProblem[] };

function merge(layers: readonly ConfigLayer[]): ConfigLayer {
  return new Map(layers.flatMap((layer) => [...layer]));
}

function toProblem(
  issue: { readonly path: readonly PropertyKey[]; readonly message: string },
  said: ConfigLayer,
): ConfigProblem {
  const key = String(issue.path[0]);
  return { key, source: said.get(key as ConfigKey)?.source ?? 'default', expected: issue.message };
}
