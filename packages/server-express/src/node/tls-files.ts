import { watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';
import { err, ok, type Result } from '@carrel/core/kernel';
import { silentLogger, type Logger } from '@carrel/core/telemetry';
import { readTlsPair, tlsInvalid, type TlsFileOptions, type TlsInvalid, type TlsPair } from './tls-pair.js';

/** A certificate and its key in files, and how they are looked after. Durations in milliseconds. */
export interface TlsOptions extends TlsFileOptions {
  /** How often the files are looked at, beside being told of changes in their directories. @default 10,000 */
  readonly pollMs?: number;
  /** Told when a new pair is served, and when one is refused. @default nobody */
  readonly logger?: Logger;
}

/** How long after a change the files are looked at: whoever writes one writes the other, too. */
const SETTLE_MS = 200;

/** How long before its end a certificate is warned of. */
const WARN_MS = 14 * 86_400_000;
const WARN_AGAIN_MS = 86_400_000;

/**
 * A certificate and its key, read anew when the files change: written over, renamed into place, or reached by a symbolic link that
 * is. A pair that cannot be served is told once, and the one before it goes on.
 */
export class TlsFiles implements Disposable {
  private readonly listeners = new Set<(pair: TlsPair) => void>();
  private readonly logger: Logger;
  private readonly poll: NodeJS.Timeout;
  private watchers: readonly FSWatcher[] = [];
  private settling: NodeJS.Timeout | undefined;
  /** What was refused last, so that it is told once. */
  private refused = '';
  private warned = { digest: '', at: 0 };

  private constructor(
    private options: TlsOptions,
    private served: TlsPair,
  ) {
    this.logger = options.logger ?? silentLogger;
    this.warnOfEnd(served);
    this.watchDirectories();
    this.poll = setInterval(() => {
      this.look();
      this.warnOfEnd(this.served);
    }, options.pollMs ?? 10_000).unref();
  }

  /** Reads the files; `server/tls-invalid` when they hold no pair. One whose time is over is served, with a warning. */
  static open(options: TlsOptions): Result<TlsFiles, TlsInvalid> {
    return readTlsPair(options).map((pair) => new TlsFiles(options, pair));
  }

  /** What is served now. */
  get pair(): TlsPair {
    return this.served;
  }

  /** Calls `listener` with each new pair, until the returned function is called. */
  onChange(listener: (pair: TlsPair) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Looks at the files, from here on at those of `options`, and serves what they hold. An error changes nothing. */
  reload(options: TlsFileOptions = this.options): Result<'new' | 'same', TlsInvalid> {
    const read = readTlsPair(options).andThen((pair) => (pair.digest === this.served.digest ? ok(pair) : inTime(pair)));
    if (read.isErr()) {
      if (read.error.message !== this.refused) this.logger.error({ reason: read.error.message }, REFUSED);
      this.refused = read.error.message;
      return err(read.error);
    }
    this.refused = '';
    const moved = options !== this.options;
    this.options = { ...this.options, ...options };
    if (moved) this.watchDirectories();
    const pair = read.value;
    if (pair.digest === this.served.digest) return ok('same');
    this.served = pair;
    for (const listener of this.listeners) listener(pair);
    this.logger.info({ subject: pair.subject, validTo: pair.validTo.toISOString() }, 'new certificate');
    this.warnOfEnd(pair);
    return ok('new');
  }

  [Symbol.dispose](): void {
    clearInterval(this.poll);
    clearTimeout(this.settling);
    for (const watcher of this.watchers) watcher.close();
    this.listeners.clear();
  }

  /** Looks at the files; what is wrong with them is in the log. */
  private look(): void {
    this.reload().match(
      () => undefined,
      () => undefined,
    );
  }

  private watchDirectories(): void {
    for (const watcher of this.watchers) watcher.close();
    const { certFile, keyFile, caFile } = this.options;
    const files = [certFile, keyFile, ...(caFile === undefined ? [] : [caFile])];
    this.watchers = [...new Set(files.map(dirname))].flatMap((directory) => this.watchDirectory(directory));
  }

  /** Where nothing tells of changes, looking at the files now and then does. */
  private watchDirectory(directory: string): readonly FSWatcher[] {
    try {
      const watcher = watch(directory, { persistent: false }, () => {
        this.settling ??= setTimeout(() => {
          this.settling = undefined;
          this.look();
        }, SETTLE_MS).unref();
      });
      watcher.on('error', () => {
        watcher.close();
      });
      return [watcher];
    } catch {
      return [];
    }
  }

  private warnOfEnd(pair: TlsPair): void {
    const now = Date.now();
    const { subject, validTo } = pair;
    const left = validTo.getTime() - now;
    if (left > WARN_MS || (pair.digest === this.warned.digest && now - this.warned.at < WARN_AGAIN_MS)) return;
    this.warned = { digest: pair.digest, at: now };
    const message = left > 0 ? 'the certificate ends soon' : 'the certificate has ended';
    this.logger.warn({ subject, validTo: validTo.toISOString() }, message);
  }
}

const REFUSED = 'the new certificate is refused, the old one is still served';

/** The pair, when its time is not over: what is served already is no worse. */
function inTime(pair: TlsPair): Result<TlsPair, TlsInvalid> {
  if (pair.validTo.getTime() > Date.now()) return ok(pair);
  return err(tlsInvalid(`The certificate of ${pair.subject} ended at ${pair.validTo.toISOString()}.`));
}
