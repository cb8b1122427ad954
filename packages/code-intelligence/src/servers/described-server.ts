import { BUILT_IN_SERVERS, EVERY_QUERY } from './built-in-servers.js';
import { machineProgram } from './find-program.js';
import type { ServerDefinition } from './server-definition.js';

/** A language server of the machine, as far as a configuration says it. */
export interface DescribedServer {
  /** The id of its language, which is the protocol's name of it too, such as `go`. */
  readonly language: string;
  /** What the names of its files end in, with the dot. */
  readonly extensions: readonly string[];
  /** The name of its program in the `PATH`. */
  readonly program: string;
  /** What it is started with, so that it speaks on its standard input and output. */
  readonly args: readonly string[];
}

/** What projects are set up in, such as `go.mod` and `Cargo.toml`. */
const SETTINGS = /\.(?:cfg|ini|json|lock|mod|sum|toml|work|xml|ya?ml)$/u;

/** The servers that come with the package and these; one of these takes the place of those that speak its language. */
export function serversWith(described: readonly DescribedServer[]): readonly ServerDefinition[] {
  const taken = new Set(described.map(({ language }) => language));
  const others = BUILT_IN_SERVERS.filter(({ languages }) => !languages.some(({ id }) => taken.has(id)));
  return [...described.map(toDefinition), ...others];
}

function toDefinition({ language, extensions, program, args }: DescribedServer): ServerDefinition {
  return {
    id: `described-${language}`,
    languages: [
      { id: language, extensions: Object.fromEntries(extensions.map((one) => [one.toLowerCase(), language])) },
    ],
    // What it does not offer is `code/unsupported` when it is asked.
    queries: EVERY_QUERY,
    needs: SETTINGS,
    // Nothing is known of what else it looks at: files that mention a name are opened for it.
    seesOpenFilesOnly: true,
    program: (options) => machineProgram(program, args, options),
  };
}
