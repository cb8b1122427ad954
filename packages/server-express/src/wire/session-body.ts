import type { RelatedSession, Session } from '@carrel/core/sessions';
import type { WorkspaceView } from '@carrel/core/workspaces';
import { z } from 'zod';
import { workspaceBody } from './workspace-body.js';

const kind = z.enum(['solo', 'room']);
const status = z.enum(['active', 'archived']);
const storage = z.enum(['none', 'database', 'local', 'object']);
const labels = z.record(z.string(), z.string());
const source = z.strictObject({ gitUrl: z.string(), ref: z.string().exactOptional() });

/** A session as answers show it. */
export const sessionBody = z.strictObject({
  id: z.string(),
  tenantId: z.string(),
  ownerId: z.string(),
  kind,
  name: z.string(),
  languages: z.array(z.string()),
  framework: z.string().exactOptional(),
  labels,
  source: source.exactOptional(),
  storage,
  desired: z.enum(['running', 'stopped']),
  status,
  expiresAt: z.iso.datetime().exactOptional(),
  forkedFrom: z.string().exactOptional(),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  workspace: workspaceBody,
});

export const relatedBody = z.strictObject({
  items: z.array(z.strictObject({ session: sessionBody, score: z.number(), reasons: z.array(z.string()) })),
  nextCursor: z.string().nullable(),
});

// The shapes that requests take. How long and how many is the service's matter, whose bounds are configured.
export const createSessionBody = z.strictObject({
  kind,
  name: z.string().exactOptional(),
  languages: z.array(z.string()),
  labels: labels.exactOptional(),
  source: source.exactOptional(),
  storage: storage.exactOptional(),
  start: z.boolean().exactOptional(),
});

export const updateSessionBody = z.strictObject({
  name: z.string().exactOptional(),
  languages: z.array(z.string()).exactOptional(),
  labels: labels.exactOptional(),
  expiresAt: z.string().nullable().exactOptional(),
  status: status.exactOptional(),
});

export const forkSessionBody = z.strictObject({ name: z.string().exactOptional(), kind: kind.exactOptional() });

export function toSessionBody(session: Session, workspace: WorkspaceView): object {
  const { framework, source: origin, expiresAt, forkedFrom } = session;
  return {
    id: session.id,
    tenantId: session.tenantId,
    ownerId: session.ownerId,
    kind: session.kind,
    name: session.name,
    languages: session.languages,
    framework,
    labels: session.labels,
    source: origin,
    storage: session.storage,
    desired: session.desired,
    status: session.status,
    expiresAt,
    forkedFrom,
    version: session.version,
    createdAt: session.createdAt,
    updatedAt: session.updatedAt,
    workspace,
  };
}

export function toRelatedBody({ session, score, reasons }: RelatedSession, workspace: WorkspaceView): object {
  return { session: toSessionBody(session, workspace), score, reasons };
}
