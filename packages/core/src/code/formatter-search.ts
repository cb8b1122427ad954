import { posix } from 'node:path';
import { ok, type Caller, type Result, type SessionId } from '../kernel/index.js';
import { collected, isMissing, letGo, type CodeFileError, type CodeFiles } from './code-files.js';
import { formattersOf, type Formatter } from './formatters.js';

/** How a file is formatted: by this program, run in this directory. */
export interface FormatterCall {
  readonly name: string;
  readonly argv: readonly string[];
  readonly cwd: string;
}

interface SetUp {
  readonly formatter: Formatter;
  readonly directory: string;
}

type Looked<T> = Promise<Result<T, CodeFileError>>;

/** A larger manifest is none. */
const MAX_MANIFEST_BYTES = 256 * 1024;

/** Finds what the project of a file is formatted with, by the nearest settings at or above it. Each directory is looked at once. */
export class FormatterSearch {
  private readonly names = new Map<string, ReadonlySet<string>>();
  private readonly mentions = new Map<string, string>();

  constructor(
    private readonly files: Pick<CodeFiles, 'list' | 'read' | 'stat'>,
    private readonly caller: Caller,
    private readonly sessionId: SessionId,
  ) {}

  /** `null` for a file that no formatter is set up for. */
  async callFor(path: string): Looked<FormatterCall | null> {
    const found = await this.setUpFor(path);
    if (found.isErr()) return found.map(() => null);
    if (found.value === null) return ok(null);
    const { directory, formatter } = found.value;
    const program = await this.programOf(found.value);
    return program.map((file) => ({
      name: formatter.name,
      argv: [file, ...formatter.args(posix.relative(directory, path))],
      cwd: directory,
    }));
  }

  private async setUpFor(path: string): Looked<SetUp | null> {
    const candidates = formattersOf(path);
    if (candidates.length === 0) return ok(null);
    for (const directory of directoriesFrom(path)) {
      for (const formatter of candidates) {
        const isHere = await this.isSetUp(directory, formatter);
        if (isHere.isErr()) return isHere.map(() => null);
        if (isHere.value) return ok({ formatter, directory });
      }
    }
    return ok(null);
  }

  private async isSetUp(directory: string, { isSetting, mention }: Formatter): Looked<boolean> {
    const names = await this.namesIn(directory);
    if (names.isErr()) return names.map(() => false);
    if ([...names.value].some(isSetting)) return ok(true);
    if (mention === null || !names.value.has(mention.name)) return ok(false);
    const text = await this.textOf(posix.join(directory, mention.name));
    return text.map((said) => mention.pattern.test(said));
  }

  /** The program of the project, from the directory that it runs in, or its plain name. */
  private async programOf({ directory, formatter: { local, program } }: SetUp): Looked<string> {
    if (local === null) return ok(program);
    for (const above of new Set([directory, ...directoriesFrom(directory)])) {
      const path = posix.join(above, local, program);
      const entry = await this.files.stat(this.caller, { sessionId: this.sessionId, path });
      if (entry.isOk()) return ok(`./${posix.relative(directory, path)}`);
      if (!isMissing(entry.error)) return entry.map(() => program);
    }
    return ok(program);
  }

  private async namesIn(directory: string): Looked<ReadonlySet<string>> {
    const known = this.names.get(directory);
    if (known !== undefined) return ok(known);
    const listed = await this.files.list(this.caller, { sessionId: this.sessionId, path: directory });
    // A file is to be made in one that is not there yet.
    if (listed.isErr() && !isMissing(listed.error)) return listed.map(() => new Set());
    const names = new Set(
      listed.unwrapOr([]).flatMap(({ path, type }) => (type === 'file' ? posix.basename(path) : [])),
    );
    this.names.set(directory, names);
    return ok(names);
  }

  private async textOf(path: string): Looked<string> {
    const known = this.mentions.get(path);
    if (known !== undefined) return ok(known);
    const opened = await this.files.read(
      this.caller,
      { sessionId: this.sessionId, path },
      { length: MAX_MANIFEST_BYTES },
    );
    if (opened.isErr()) return isMissing(opened.error) ? ok('') : opened.map(() => '');
    if (opened.value.entry.size > MAX_MANIFEST_BYTES) {
      await letGo(opened.value);
      return ok('');
    }
    const bytes = await collected(opened.value);
    return bytes.map((read) => {
      const text = Buffer.from(read).toString();
      this.mentions.set(path, text);
      return text;
    });
  }
}

/** The directory that a path is in, and those above it, up to the root. */
function directoriesFrom(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_part, index) => parts.slice(0, parts.length - index).join('/')).concat('');
}
