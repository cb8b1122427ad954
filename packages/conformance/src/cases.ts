import type { TestRunner } from './test-runner.js';

/** A case that is expected to fail, and why; it turns red when it passes. */
export interface KnownGap {
  /** The name of the case, as the runner prints it, without the groups around it. */
  readonly test: string;
  readonly reason: string;
}

/** What every case is given anew, and gives back. */
export interface CaseSubject {
  dispose(): Promise<void>;
}

export interface CasesOptions<S extends CaseSubject> {
  readonly test: TestRunner;
  /** A fresh subject that shares nothing with any other. */
  readonly createSubject: () => Promise<S> | S;
  /** @default none */
  readonly knownGaps?: readonly KnownGap[];
}

const ALIVE_MS = 60_000;

/** Registers cases with a test runner: each gets a subject of its own, which is disposed whatever happens. */
export class Cases<S extends CaseSubject> {
  private readonly reasons: ReadonlyMap<string, string>;

  constructor(
    private readonly options: CasesOptions<S>,
    private readonly named = new Set<string>(),
  ) {
    this.reasons = new Map((options.knownGaps ?? []).map(({ test, reason }) => [test, reason]));
  }

  /** Cases whose subjects are made ready by `prepare`. What that gives is disposed instead of the subject, and disposes it. */
  prepared<T extends CaseSubject>(prepare: (subject: S) => Promise<T>): Cases<T> {
    const createSubject = async () => {
      const subject = await this.options.createSubject();
      try {
        return await prepare(subject);
      } catch (thrown) {
        await subject.dispose();
        throw thrown;
      }
    };
    return new Cases({ ...this.options, createSubject }, this.named);
  }

  /** Cases that belong together. */
  group(name: string, body: () => void): void {
    this.options.test.describe(name, body);
  }

  /** One promise: `body` throws when it is broken. */
  it(name: string, body: (subject: S) => Promise<void>): void {
    this.named.add(name);
    const reason = this.reasons.get(name);
    if (reason === undefined) this.options.test.it(name, () => this.run(body));
    else this.options.test.it(`${name} (known gap: ${reason})`, () => this.expectGap(name, body));
  }

  /** A promise that the subject does not make, as its capabilities say. */
  skip(name: string, reason: string): void {
    this.named.add(name);
    this.options.test.it.skip(`${name} (skipped: ${reason})`, () => Promise.resolve());
  }

  /** `it` when the subject has the capability, `skip` with what it `lacks` otherwise. */
  itWhen(
    capability: { readonly has: boolean; readonly lacks: string },
    name: string,
    body: (subject: S) => Promise<void>,
  ): void {
    if (capability.has) this.it(name, body);
    else this.skip(name, capability.lacks);
  }

  /** Registers the case that every known gap names a case; call it last. */
  end(): void {
    if (this.reasons.size === 0) return;
    this.options.test.it('every known gap names a case', () => {
      const unknown = [...this.reasons.keys()].filter((name) => !this.named.has(name));
      if (unknown.length > 0) return Promise.reject(new Error(`no case is called: ${unknown.join('; ')}`));
      return Promise.resolve();
    });
  }

  private async run(body: (subject: S) => Promise<void>): Promise<void> {
    // Timers of a clock keep no process alive, and `node:test` ends with the process.
    const alive = setInterval(() => undefined, ALIVE_MS);
    try {
      await this.runOn(await this.options.createSubject(), body);
    } finally {
      clearInterval(alive);
    }
  }

  private async runOn(subject: S, body: (subject: S) => Promise<void>): Promise<void> {
    try {
      await body(subject);
    } finally {
      await subject.dispose();
    }
  }

  private async expectGap(name: string, body: (subject: S) => Promise<void>): Promise<void> {
    const failed = await this.run(body).then(
      () => false,
      () => true,
    );
    if (!failed) throw new Error(`"${name}" passes; take it out of the known gaps`);
  }
}
