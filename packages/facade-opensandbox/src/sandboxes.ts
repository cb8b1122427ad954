import type { Carrel } from '@carrel/core';
import { err, errAsync, ok, okAsync, ResultAsync, type Caller, type SessionId } from '@carrel/core/kernel';
import { sessionNotFound, type Session } from '@carrel/core/sessions';
import type { ApiError } from '@carrel/server-express';
import { fromLabels, SANDBOX_LABEL, toLabels, type SandboxFacts } from './sandbox-labels.js';
import type { ResolvedOpenSandboxOptions } from './open-sandbox-options.js';
import type { Sandbox } from './sandbox.js';

/** What a sandbox is made of. */
export interface NewSandbox {
  readonly facts: SandboxFacts;
  readonly languages: readonly string[];
  /** Absent for one that never expires. */
  readonly expiresAt?: string;
}

type Sandboxed = ResultAsync<Sandbox, ApiError>;

/** How many sandboxes that expired go when one more is made. */
const SWEPT = 20;
/** The most sessions that one page of Carrel has. */
const PAGE = 100;

/**
 * A sandbox whose workspace is on its way. Sandboxes of the caller that expired are gone for good afterwards: nobody else deletes
 * them, and they count as sessions of their user.
 */
export function createSandbox(
  carrel: Carrel,
  caller: Caller,
  { facts, languages, expiresAt, storage }: NewSandbox & Pick<ResolvedOpenSandboxOptions, 'storage'>,
): Sandboxed {
  return toLabels(facts).asyncAndThen((labels) =>
    sweepExpired(carrel, caller)
      .andThen(() => carrel.sessions.create(caller, { kind: 'solo', languages, labels, storage }))
      .andThen((session) =>
        begun(carrel, caller, { session, expiresAt }).orElse((error) =>
          carrel.sessions.remove(caller, session.id).andThen(() => errAsync(error)),
        ),
      ),
  );
}

/** The sandbox with this id that the caller may see; a session that is none is not found. */
export function findSandbox(carrel: Carrel, caller: Caller, id: SessionId): Sandboxed {
  return findSession(carrel, caller, id).andThen(({ session, facts }) => viewed(carrel, session, facts));
}

/** The same without looking at what runs. */
export function findSession(
  carrel: Carrel,
  caller: Caller,
  id: SessionId,
): ResultAsync<Pick<Sandbox, 'session' | 'facts'>, ApiError> {
  return carrel.sessions.get(caller, id).andThen((session) => {
    const facts = fromLabels(session.labels);
    return facts === null ? err(sessionNotFound()) : ok({ session, facts });
  });
}

/** All sandboxes of the caller whose metadata has these values, the newest first. */
export function listSandboxes(
  carrel: Carrel,
  caller: Caller,
  metadata: Readonly<Record<string, string>>,
): ResultAsync<readonly Sandbox[], ApiError> {
  return sessionsWith(carrel, caller, { ...metadata, ...SANDBOX_LABEL }).andThen((sessions) =>
    carrel.workspaces.views(sessions).map((views) =>
      sessions.flatMap((session, index) => {
        const workspace = views[index];
        const facts = fromLabels(session.labels);
        return workspace === undefined || facts === null ? [] : [{ session, facts, workspace }];
      }),
    ),
  );
}

function sessionsWith(
  carrel: Carrel,
  caller: Caller,
  labels: Readonly<Record<string, string>>,
  cursor?: string,
): ResultAsync<readonly Session[], ApiError> {
  const page = { labels, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
  return carrel.sessions
    .list(caller, page)
    .andThen(({ items, nextCursor }): ResultAsync<readonly Session[], ApiError> => {
      if (nextCursor === null) return okAsync(items);
      return sessionsWith(carrel, caller, labels, nextCursor).map((more) => [...items, ...more]);
    });
}

function begun(
  carrel: Carrel,
  caller: Caller,
  { session, expiresAt }: { readonly session: Session; readonly expiresAt: string | undefined },
): Sandboxed {
  const limited: ResultAsync<Session, ApiError> =
    expiresAt === undefined ? okAsync(session) : carrel.sessions.update(caller, session.id, { changes: { expiresAt } });
  return limited
    .andThen(() => carrel.workspaces.start(caller, session.id, { waitMs: 0 }))
    .andThen(() => findSandbox(carrel, caller, session.id));
}

function viewed(carrel: Carrel, session: Session, facts: SandboxFacts): Sandboxed {
  return carrel.workspaces
    .views([session])
    .andThen(([workspace]) => (workspace === undefined ? err(sessionNotFound()) : ok({ session, facts, workspace })));
}

function sweepExpired(carrel: Carrel, caller: Caller): ResultAsync<unknown, ApiError> {
  return sessionsWith(carrel, caller, SANDBOX_LABEL).andThen((sessions) => {
    const expired = sessions.filter(({ status }) => status === 'archived').slice(-SWEPT);
    return ResultAsync.combine(expired.map((session) => gone(carrel, caller, session)));
  });
}

function gone(carrel: Carrel, caller: Caller, { id }: Session): ResultAsync<void, ApiError> {
  return carrel.sessions
    .remove(caller, id)
    .orElse((error) => (error.type === 'session/not-found' ? ok(undefined) : err(error)));
}
