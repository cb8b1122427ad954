import { err, ok, type Result } from '../kernel/index.js';
import { configInvalid, type ConfigInvalid } from './config-errors.js';
import { readEnvironmentLayer, readFileLayer, readFlagLayer, type ConfigLayer } from './config-layers.js';
import { brokenRules } from './config-rules.js';
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

/** Defaults, then the file, then the environment, then flags; frozen. `config/invalid` names every problem at once. */
export function loadConfig({ file, env, flags = {} }: ConfigSources): Result<ResolvedConfig, ConfigInvalid> {
  const fromFile = file === undefined ? [] : [readFileLayer(file)];
  const read = [...fromFile, readEnvironmentLayer(env), readFlagLayer(flags)];
  const said: ConfigLayer = new Map(read.flatMap(({ layer }) => [...layer]));
  const sourceOf = (key: string) => said.get(key as ConfigKey)?.source ?? 'default';
  const parsed = configSchema.safeParse(Object.fromEntries([...said].map(([key, { value }]) => [key, value])));
  const wrong: readonly Wrong[] = parsed.success ? brokenRules(parsed.data) : parsed.error.issues.map(toWrong);
  const problems = [
    ...read.flatMap((layer) => layer.problems),
    ...wrong.map(({ key, at = '', expected }) => ({ key: key + at, source: sourceOf(key), expected })),
  ];
  if (!parsed.success || problems.length > 0) return err(configInvalid(problems));
  const sources = Object.fromEntries(configKeys.map((key) => [key, sourceOf(key)])) as ResolvedConfig['sources'];
  return ok(Object.freeze({ config: Object.freeze(parsed.data), sources: Object.freeze(sources) }));
}

interface Wrong {
  readonly key: string;
  /** Where within the value, such as `.0` for the first of a list. */
  readonly at?: string;
  readonly expected: string;
}

function toWrong(issue: { readonly path: readonly PropertyKey[]; readonly message: string }): Wrong {
  const [key = '', ...within] = issue.path.map(String);
  return { key, at: within.map((step) => `.${step}`).join(''), expected: issue.message };
}
