import type {
  ClientError,
  Member,
  OpenWorkspace,
  Session,
  User,
  Workspace,
  WorkspaceExplanation,
} from '@carrel/client';
import { computed, signal } from '@preact/signals';
import { client, saying } from '../carrel.js';
import { notice } from '../parts/notices.js';
import { colourAt } from '../parts/person.js';
import { followWhileSeen } from './follow.js';

/** How many lines of a start are kept. */
const PROGRESS_LINES = 200;
const START_WAIT_MS = 30_000;
const MEMBERS_MS = 15_000;

/** What becomes of a session that somebody looks at. Disposed, it follows nothing any more. */
export class RoomModel {
  readonly session = signal<Session | null>(null);
  /** Why there is nothing to show. */
  readonly problem = signal<ClientError | null>(null);
  readonly workspace = signal<Workspace | null>(null);
  readonly handle = signal<OpenWorkspace | null>(null);
  readonly progress = signal<readonly string[]>([]);
  readonly explanation = signal<WorkspaceExplanation | null>(null);
  readonly members = signal<readonly Member[]>([]);
  readonly isReady = computed(() => this.workspace.value?.state === 'ready');
  /** What the user is here. */
  readonly role = computed(() => {
    if (this.session.value?.ownerId === this.me.id) return 'owner';
    return this.members.value.find(({ userId }) => userId === this.me.id)?.role ?? 'viewer';
  });
  readonly canWrite = computed(() => this.role.value !== 'viewer' && this.session.value?.status === 'active');
  readonly isAdmin = computed(() => ['owner', 'admin'].includes(this.role.value));
  private readonly controller = new AbortController();

  constructor(
    readonly id: string,
    readonly me: User,
  ) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Begins to follow it. */
  async open(): Promise<void> {
    const { signal: until } = this;
    const [session, handle] = await Promise.all([
      client.sessions.get(this.id, { signal: until }),
      client.workspaces.reach(this.id, { signal: until }),
    ]);
    if (until.aborted) return;
    if (session.isErr()) return this.fail(session.error);
    if (handle.isErr()) return this.fail(handle.error);
    this.session.value = session.value;
    if (session.value.kind === 'room') await this.lookAtMembers();
    this.workspace.value = session.value.workspace;
    this.handle.value = handle.value;
    followWhileSeen((signal) => this.followWorkspace(signal), until);
    if (session.value.kind !== 'room') return;
    const timer = setInterval(() => {
      if (!document.hidden) void this.lookAtMembers();
    }, MEMBERS_MS);
    until.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  dispose(): void {
    this.controller.abort();
  }

  async start(): Promise<void> {
    this.progress.value = [];
    // Who waits is told why it fails.
    const started = await client.workspaces.start(this.id, { waitMs: START_WAIT_MS, signal: this.signal });
    if (started.isErr()) return this.tell(started.error);
    this.workspace.value = started.value;
  }

  async stop(): Promise<void> {
    const stopped = await client.workspaces.stop(this.id, { signal: this.signal });
    if (stopped.isErr()) this.tell(stopped.error);
  }

  async explain(): Promise<void> {
    const explained = await client.workspaces.explain(this.id, { signal: this.signal });
    if (explained.isOk()) this.explanation.value = explained.value;
  }

  async lookAtMembers(): Promise<void> {
    const members = await client.sessions.members.list(this.id, { limit: 200 }, { signal: this.signal });
    if (members.isOk()) this.members.value = members.value.items;
    else if (members.error.type === 'session/not-found') this.fail(members.error);
  }

  /** The colour of a member: another one for each of the first. */
  colourOf(userId: string): string {
    return colourAt(this.members.value.findIndex((member) => member.userId === userId));
  }

  /** Says what went wrong, unless it is that nobody waits for it any more. */
  tell(error: ClientError): void {
    if (error.type !== 'client/aborted') notice(saying(error));
  }

  private fail(error: ClientError): void {
    if (error.type !== 'client/aborted') this.problem.value = error;
  }

  private async followWorkspace(signal: AbortSignal): Promise<void> {
    for await (const event of client.workspaces.events(this.id, { signal })) {
      if (event.type === 'state') {
        if (event.workspace.state === 'ready') this.progress.value = [];
        this.workspace.value = event.workspace;
        if (this.explanation.value !== null) void this.explain();
      } else if (event.type === 'progress') {
        const line = event.line === undefined ? event.phase : `${event.phase}: ${event.line}`;
        this.progress.value = [...this.progress.value, line].slice(-PROGRESS_LINES);
      } else if (event.type === 'warning') {
        notice(WARNINGS[event.reason] ?? `The workspace warns: ${event.reason}.`);
      } else if (event.type === 'failed' && event.error.type === 'session/not-found') {
        this.fail(event.error);
      }
    }
  }
}

const WARNINGS: Readonly<Record<string, string>> = {
  idle: 'The workspace stops soon, because nobody uses it.',
  'max-lifetime': 'The workspace stops soon: it has run for as long as one may.',
  'session-expires': 'The session ends soon.',
};
