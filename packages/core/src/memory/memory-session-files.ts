import type { SessionFiles } from '../runtime/index.js';
import type { KeptDirectory } from './memory-kept-files.js';

interface Kept {
  readonly session: SessionFiles;
  /** As the last box left them; `null` where none did yet. */
  readonly files: KeptDirectory | null;
}

/** The files of sessions that outlive their boxes. */
export class MemorySessionFiles {
  private readonly kept = new Map<string, Kept>();

  /** What the next box of the session begins with; the session is known from then on. */
  open({ installationId, sessionId, tenantId }: SessionFiles): KeptDirectory | undefined {
    const session = { installationId, tenantId, sessionId };
    const known = this.kept.get(keyOf(session));
    if (known === undefined) this.kept.set(keyOf(session), { session, files: null });
    return known?.files ?? undefined;
  }

  keep({ installationId, sessionId, tenantId }: SessionFiles, files: KeptDirectory): void {
    const session = { installationId, tenantId, sessionId };
    this.kept.set(keyOf(session), { session, files });
  }

  list(installationId: string): readonly SessionFiles[] {
    const all = [...this.kept.values()].map(({ session }) => session);
    return all.filter((session) => session.installationId === installationId);
  }

  forget(session: SessionFiles): void {
    this.kept.delete(keyOf(session));
  }
}

function keyOf({ installationId, sessionId, tenantId }: SessionFiles): string {
  return JSON.stringify([installationId, tenantId, sessionId]);
}
