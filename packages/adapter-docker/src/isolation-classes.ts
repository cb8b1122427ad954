import { err, ok, okAsync, type ResultAsync } from '@carrel/core/kernel';
import { runtimeUnavailable, type RuntimeError, type WorkspaceSpec } from '@carrel/core/runtime';
import type { Engine, UntilAborted } from './engine.js';
import { memberOf } from './member-of.js';
import { idStartOf, type IdStart } from './user-namespace.js';

/** What keeps a box apart from its machine. */
export interface Isolation {
  /** The OCI runtime; absent where that is the engine's choice. */
  readonly name?: string;
  /** Whether the kernel of the box is gVisor, a program of the machine. */
  readonly isGvisor: boolean;
  /** Whether it is `runc`. */
  readonly isRunc: boolean;
  /** Whom the engine makes of the box's users. */
  readonly idStart: IdStart;
}

/** What the engine says of its OCI runtimes. */
interface OciRuntimes {
  /** The program of each, by name. */
  readonly programs: ReadonlyMap<string, string>;
  readonly byDefault: string;
  readonly idStart: IdStart;
}

/** The OCI runtimes that boxes run under. */
export class IsolationClasses {
  private known: OciRuntimes | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly wanted: readonly string[],
  ) {}

  /** Checks that the engine has each; `runtime/unavailable` says which it has not, and which it has. */
  check(): ResultAsync<void, RuntimeError> {
    this.known = undefined;
    return this.ask({}).andThen(({ programs }) => {
      const missing = this.wanted.filter((name) => !programs.has(name));
      if (missing.length === 0) return ok(undefined);
      const has = [...programs.keys()].sort().join(', ');
      return err(
        runtimeUnavailable(
          `The container engine has no OCI runtime ${missing.join(', ')}; it has ${has}. Name it under "runtimes" in the engine's configuration.`,
        ),
      );
    });
  }

  /** What a box of the spec runs under. */
  choose({ isolationClass }: Pick<WorkspaceSpec, 'isolationClass'>, options: UntilAborted) {
    const name = isolationClass ?? this.wanted[0];
    return this.ask(options).map(({ byDefault, idStart, programs }): Isolation => {
      const program = programs.get(name ?? byDefault) ?? '';
      const kind = { isGvisor: /\brunsc\b/.test(program), isRunc: /\brunc\b/.test(program), idStart };
      return name === undefined ? kind : { name, ...kind };
    });
  }

  private ask(options: UntilAborted): ResultAsync<OciRuntimes, RuntimeError> {
    if (this.known !== undefined) return okAsync(this.known);
    return this.engine
      .call((docker) => docker.info(), options)
      .map((info) => {
        this.known = toOciRuntimes(info);
        return this.known;
      });
  }
}

function toOciRuntimes(info: unknown): OciRuntimes {
  const runtimes = Object.entries(memberOf(info, 'Runtimes') ?? {});
  const byDefault = memberOf(info, 'DefaultRuntime');
  return {
    programs: new Map(runtimes.map(([name, runtime]) => [name, programOf(runtime)])),
    byDefault: typeof byDefault === 'string' ? byDefault : '',
    idStart: idStartOf(info),
  };
}

/** The path of a program, or the name of a shim such as `io.containerd.runsc.v1`. */
function programOf(runtime: unknown): string {
  return [memberOf(runtime, 'path'), memberOf(runtime, 'runtimeType')]
    .filter((text) => typeof text === 'string')
    .join(' ');
}
