import { err, ok, ResultAsync, type Caller, type CarrelError, type Result, type SessionId } from '../kernel/index.js';
import type { CodeSource, SourceEntry, SourceOptions } from './code-engine.js';
import { codeTooLarge } from './code-errors.js';
import { collected, isMissing, letGo, type CodeFiles } from './code-files.js';

interface SessionSourceOptions {
  readonly sessionId: SessionId;
  readonly maxFileBytes: number;
}

interface ReadSource {
  readonly bytes: Uint8Array;
  readonly tag: string;
}

/** What an engine knows the files of a session by. */
export function sourceKey({
  tenantId,
  sessionId,
}: Pick<Caller, 'tenantId'> & { readonly sessionId: SessionId }): string {
  return `${tenantId}/${sessionId}`;
}

/** The files of a session, as one caller sees them. */
export class SessionSource implements CodeSource {
  readonly key: string;

  constructor(
    private readonly files: CodeFiles,
    private readonly caller: Caller,
    private readonly options: SessionSourceOptions,
  ) {
    this.key = sourceKey({ tenantId: caller.tenantId, sessionId: options.sessionId });
  }

  list({ signal }: SourceOptions = {}): ResultAsync<readonly SourceEntry[], CarrelError> {
    const { sessionId } = this.options;
    return this.files
      .list(this.caller, { sessionId, path: '' }, { recursive: true, signal })
      .mapErr((error) =>
        error.type === 'connection/limit' ? codeTooLarge('The session has more files than can be looked at.') : error,
      )
      .map((entries) =>
        entries.filter(({ type }) => type === 'file').map(({ path, size, tag }) => ({ path, size, tag })),
      );
  }

  read(path: string, { signal }: SourceOptions = {}): ResultAsync<ReadSource | null, CarrelError> {
    return new ResultAsync(this.readFile(path, signal));
  }

  private async readFile(
    path: string,
    signal: AbortSignal | undefined,
  ): Promise<Result<ReadSource | null, CarrelError>> {
    const { sessionId, maxFileBytes } = this.options;
    const place = { sessionId, path };
    const opened = await this.files.read(this.caller, place, { signal, length: maxFileBytes + 1 });
    if (opened.isErr()) return isMissing(opened.error) ? ok(null) : err(opened.error);
    const { entry } = opened.value;
    const tooLarge = () => err(codeTooLarge(`A file has more than ${maxFileBytes} bytes: ${path}.`));
    if (entry.size > maxFileBytes) {
      await letGo(opened.value);
      return tooLarge();
    }
    const bytes = await collected(opened.value);
    if (bytes.isErr()) return err(bytes.error);
    return bytes.value.length > maxFileBytes ? tooLarge() : ok({ bytes: bytes.value, tag: entry.tag });
  }
}
