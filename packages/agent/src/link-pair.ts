import type { ResultAsync } from '@carrel/core/kernel';
import type { RuntimeError } from '@carrel/core/runtime';
import type { Link } from './link.js';

/** The link for what is short, and a second one, opened when first needed, for what may be long. */
export class LinkPair {
  private second: Promise<Link> | null = null;
  private closed = false;

  constructor(
    readonly main: Link,
    private readonly openBulk: (() => ResultAsync<Link, RuntimeError>) | null,
  ) {}

  /** The second link; the main one where there is no other, or it cannot be had. */
  bulk(): Promise<Link> {
    if (this.openBulk === null || this.closed) return Promise.resolve(this.main);
    this.second ??= this.opened(this.openBulk);
    return this.second;
  }

  close(): void {
    this.closed = true;
    this.main.close();
    void this.second?.then((link) => {
      link.close();
    });
  }

  private async opened(open: () => ResultAsync<Link, RuntimeError>): Promise<Link> {
    const link = await open();
    if (link.isErr()) {
      this.second = null;
      return this.main;
    }
    void link.value.closed.then(() => {
      this.second = null;
    });
    void this.main.closed.then(() => {
      link.value.close();
    });
    if (this.closed) link.value.close();
    return link.value;
  }
}
