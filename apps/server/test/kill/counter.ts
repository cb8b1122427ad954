import type { Door } from './hand.js';

/** A number in a session's labels that is only ever counted up, by whoever read it last. */
export class Counter {
  acknowledged = 0;
  /** Of these nobody knows whether they happened. */
  unanswered = 0;

  constructor(
    private readonly door: Door,
    private readonly token: string,
    private readonly sessionId: string,
  ) {}

  async work(until: AbortSignal): Promise<void> {
    while (!until.aborted) await this.bump().catch(() => undefined);
  }

  async value(): Promise<number> {
    const answer = await (await this.client()).get(this.path);
    return Number(answer.json<{ readonly labels: { readonly count?: string } }>().labels.count ?? 0);
  }

  private async bump(): Promise<void> {
    const client = await this.client();
    const read = await client.get(this.path);
    const { labels } = read.json<{ readonly labels: { readonly count?: string } }>();
    const count = String(Number(labels.count ?? 0) + 1);
    const headers = { 'If-Match': read.headers.get('etag') ?? '' };
    this.unanswered += 1;
    const written = await client.call('PUT', this.path, { labels: { count } }, headers);
    this.unanswered -= 1;
    if (written.status === 200) this.acknowledged += 1;
    else if (written.status !== 412 && written.status !== 503) throw new Error(written.text);
  }

  private get path(): string {
    return `/sessions/${this.sessionId}`;
  }

  private async client() {
    return (await this.door.client()).as(this.token);
  }
}
