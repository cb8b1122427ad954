import { expect } from 'vitest';
import type { ApiClient } from '../api-client.js';

export interface SnapshotBody {
  readonly id: string;
  readonly sessionId: string;
  readonly state: string;
}

export interface WorkspaceBody {
  readonly state: string;
  readonly incarnation: number;
}

/** Calls one server about one session with snapshots, as one caller. */
export class SnapshotClient {
  constructor(
    readonly api: ApiClient,
    readonly session: string,
  ) {}

  get path(): string {
    return `/sessions/${this.session}/workspace/snapshots`;
  }

  /** Started, unless it runs. */
  async ready(): Promise<WorkspaceBody> {
    for (;;) {
      const answer = await this.api.post(`/sessions/${this.session}/workspace?waitMs=60000`);
      if (answer.status === 202) continue;
      expect(answer.status, answer.text).toBe(200);
      expect(answer.json()).toMatchObject({ state: 'ready' });
      return answer.json<WorkspaceBody>();
    }
  }

  /** What a shell says that ends well. */
  async run(script: string): Promise<string> {
    const ran = await this.api.post(`/sessions/${this.session}/commands`, { argv: ['sh', '-ec', script] });
    expect(ran.json(), ran.text).toMatchObject({ exitCode: 0, reason: 'exited' });
    return ran.json<{ readonly stdout: string }>().stdout;
  }

  async background(script: string): Promise<string> {
    const body = { argv: ['sh', '-ec', script], background: true };
    const started = await this.api.post(`/sessions/${this.session}/commands`, body);
    expect(started.status, started.text).toBe(201);
    return started.json<{ readonly id: string }>().id;
  }

  async list(): Promise<readonly SnapshotBody[]> {
    const answer = await this.api.get(this.path);
    expect(answer.status, answer.text).toBe(200);
    return answer.json<{ readonly items: readonly SnapshotBody[] }>().items;
  }

  async take(body?: { readonly label: string }): Promise<SnapshotBody> {
    const answer = await this.api.post(this.path, body);
    expect(answer.status, answer.text).toBe(201);
    return answer.json<SnapshotBody>();
  }

  async statusOf(method: 'GET' | 'POST' | 'DELETE', rest: string): Promise<number> {
    return (await this.api.call(method, `${this.path}/${rest}`)).status;
  }

  /** Enough that taking a snapshot of it takes a while; of one number, with what says so. */
  async writeFiles(): Promise<void> {
    await this.run(
      'mkdir tree && cd tree && for n in 1 2 3 4; do head -c 15000000 /dev/urandom > f$n; done; sha256sum f* > sums',
    );
  }

  /** `sha256sum` says of each whether it is whole. */
  async checkFiles(): Promise<void> {
    expect(await this.run('cd tree && sha256sum -c sums && ls')).toBe(
      'f1: OK\nf2: OK\nf3: OK\nf4: OK\nf1\nf2\nf3\nf4\nsums\n',
    );
  }
}
