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
  readonly createSubject: () => Promise<S>;
  /** @default none */
  readonly knownGaps?: readonly KnownGap[];
}

/** Registers cases with a test runner: each gets a subject of its own, which is disposed whatever happens. */
export class Cases<S extends CaseSubject> {
  private readonly test: TestRunner;
  private readonly gaps: ReadonlyMap<string, string>;
  private readonly named = new Set<string>();

  constructor(private readonly options: CasesOptions<S>) {
    this.test = options.test;
    this.gaps = new Map((options.knownGaps ?? []).map(({ test, reason }) => [test, reason]));
  }

  /** Cases that belong together. */
  group(name: string, body: () => void): void {
    this.test.describe(name, body);
  }

  /** One promise: `body` throws when it is broken. */
  it(name: string, body: (subject: S) => Promise<void>): void {
    this.named.add(name);
    const reason = this.gaps.get(name);
    if (reason === undefined) this.test.it(name, () => this.run(body));
    else this.test.it(`${name} (known gap: ${reason})`, () => this.expectGap(name, body));
  }

  /** A promise that this subject does not make, as its capabilities say. */
  skip(name: string, reason: string): void {
    this.named.add(name);
    this.test.it.skip(`${name} (skipped: ${reason})`, () => Promise.resolve());
  }

  /** `it` when the capability is there, `skip` otherwise. */
  itWhen(
    capability: { readonly has: boolean; readonly lacks: string },
    name: string,
    body: (subject: S) => Promise<void>,
  ) {
    if (capability.has) this.it(name, body);
    else this.skip(name, capability.lacks);
  }

  /** Registers the case that every known gap names a case; call it last. */
  end(): void {
    if (this.gaps.size === 0) return;
    this.test.it('every known gap names a case', () => {
      const unknown = [...this.gaps.keys()].filter((name) => !this.named.has(name));
      if (unknown.length > 0) return Promise.reject(new Error(`no case is called: ${unknown.join('; ')}`));
      return Promise.resolve();
    });
  }

  private async run(body: (subject: S) => Promise<void>): Promise<void> {
    const subject = await this.options.createSubject();
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
