import { err, invariant, ResultAsync, Semaphore, type Result } from '../kernel/index.js';
import { argon2Algorithm, loadArgon2, type Argon2Module } from './argon2-algorithm.js';
import { hashingFailed, overloaded, type PasswordError } from './identity-errors.js';
import type { PasswordAlgorithm } from './password-algorithm.js';
import type { HashOptions, PasswordCheck, PasswordHasher } from './password-hasher.js';
import { resolvePasswordHashingOptions, type PasswordHashingOptions } from './password-hashing-options.js';
import type { ResolvedPasswordHashingOptions } from './password-hashing-options.js';
import { parsePhc } from './phc.js';
import { scryptAlgorithm } from './scrypt-algorithm.js';

/** The algorithms that are to be had here: for new hashes the preferred one. */
interface Algorithms {
  readonly preferred: PasswordAlgorithm;
  readonly all: readonly PasswordAlgorithm[];
}

/** Hashes in this process: argon2id where its package is installed, scrypt without it. */
export class LocalPasswordHasher implements PasswordHasher {
  private readonly options: ResolvedPasswordHashingOptions;
  private readonly places: Semaphore;
  private admitted = 0;
  private algorithms: Promise<Algorithms> | undefined;

  /** @param load gives the argon2 package, at first use. */
  constructor(
    options?: PasswordHashingOptions,
    private readonly load: () => Promise<Argon2Module> = loadArgon2,
  ) {
    this.options = resolvePasswordHashingOptions(options);
    this.places = new Semaphore(this.options.concurrency);
  }

  hash(password: string, options: HashOptions = {}): ResultAsync<string, PasswordError> {
    return this.inTurn(options, async () => {
      const { preferred } = await this.loaded();
      return preferred.hash(toBytes(password));
    });
  }

  verify(
    password: string,
    stored: string | null,
    options: HashOptions = {},
  ): ResultAsync<PasswordCheck, PasswordError> {
    return this.inTurn(options, async () => {
      const { preferred, all } = await this.loaded();
      const against = stored ?? preferred.decoy();
      const parsed = parsePhc(against);
      const algorithm = all.find(({ id }) => id === parsed?.id);
      invariant(parsed !== null && algorithm !== undefined, 'a stored hash of an algorithm that is installed');
      const matches = (await algorithm.verify(toBytes(password), against)) && stored !== null;
      return { matches, outdated: algorithm !== preferred || !algorithm.isCurrent(parsed) };
    });
  }

  private inTurn<T>({ signal }: HashOptions, work: () => Promise<T>): ResultAsync<T, PasswordError> {
    return new ResultAsync(this.admit(ResultAsync.fromThrowable(work, hashingFailed), signal));
  }

  private async admit<T>(
    work: () => ResultAsync<T, PasswordError>,
    signal: AbortSignal | undefined,
  ): Promise<Result<T, PasswordError>> {
    if (this.admitted >= this.options.concurrency + this.options.maxWaiting) return err(overloaded());
    this.admitted += 1;
    try {
      return await this.places.run('Hashing a password', work, signal);
    } finally {
      this.admitted -= 1;
    }
  }

  private loaded(): Promise<Algorithms> {
    this.algorithms ??= this.choose();
    return this.algorithms;
  }

  private async choose(): Promise<Algorithms> {
    const { algorithm, argon2, scrypt } = this.options;
    const fallback = scryptAlgorithm(scrypt);
    const module = await this.load().catch((cause: unknown) => {
      if (algorithm === 'argon2id') throw cause;
      return null;
    });
    if (module === null) return { preferred: fallback, all: [fallback] };
    const native = argon2Algorithm(module, argon2);
    return { preferred: algorithm === 'scrypt' ? fallback : native, all: [native, fallback] };
  }
}

function toBytes(password: string): Buffer {
  return Buffer.from(password.normalize('NFC'));
}
