import type { ServerDefinition, ProgramOptions } from './server-definition.js';

/** Languages that nothing answers about here. */
export interface LackingServer {
  /** Such as `c` and `cpp`. */
  readonly languages: readonly string[];
  /** Why the server's program cannot be run. */
  readonly reason: string;
}

/** The servers whose programs this machine has, and what is lacking without the others. */
export function sortServers(
  definitions: readonly ServerDefinition[],
  options: ProgramOptions,
): { readonly runnable: readonly ServerDefinition[]; readonly lacking: readonly LackingServer[] } {
  const runnable: ServerDefinition[] = [];
  const lacking: LackingServer[] = [];
  for (const definition of definitions) {
    const program = definition.program(options);
    if (program.isOk()) runnable.push(definition);
    else lacking.push({ languages: definition.languages.map(({ id }) => id), reason: reasonOf(program.error.cause) });
  }
  return { runnable, lacking };
}

function reasonOf(cause: unknown): string {
  return typeof cause === 'string' ? cause : 'Its language server is not installed.';
}
