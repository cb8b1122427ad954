import { TASK_REASONS, TASK_STATUSES, type Task } from '@carrel/core/tasks';
import { z } from 'zod';

const after = z.enum(['keep', 'stop', 'archive']);
const problem = z.strictObject({ type: z.string(), message: z.string() });

export const taskStatus = z.enum(TASK_STATUSES);

/** A task as answers show it. */
export const taskBody = z.strictObject({
  id: z.string(),
  tenantId: z.string(),
  userId: z.string(),
  sessionId: z.string(),
  conversationId: z.string(),
  prompt: z.string(),
  status: taskStatus,
  setup: z.strictObject({ install: z.enum(['auto', 'none']), commands: z.array(z.string()) }),
  limits: z.strictObject({ maxSteps: z.int(), maxTokens: z.int(), maxDurationMs: z.int() }),
  after,
  usage: z.strictObject({ steps: z.int(), tokens: z.int() }),
  runs: z.int(),
  streamId: z.string().exactOptional(),
  terminalId: z.string().exactOptional(),
  reason: z.enum(TASK_REASONS).exactOptional(),
  error: problem.exactOptional(),
  cleanupError: problem.exactOptional(),
  cancelledAt: z.iso.datetime().exactOptional(),
  startedAt: z.iso.datetime().exactOptional(),
  endedAt: z.iso.datetime().exactOptional(),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

// The shape that a request takes. How long and how many is the service's matter, whose bounds are configured.
export const createTaskBody = z.strictObject({
  prompt: z.string(),
  conversationId: z.string().exactOptional(),
  setup: z
    .strictObject({ install: z.enum(['auto', 'none']).exactOptional(), commands: z.array(z.string()).exactOptional() })
    .exactOptional(),
  limits: z
    .strictObject({
      maxSteps: z.int().exactOptional(),
      maxTokens: z.int().exactOptional(),
      maxDurationMs: z.int().exactOptional(),
    })
    .exactOptional(),
  after: after.exactOptional(),
});

export function toTaskBody(task: Task): object {
  const { id, tenantId, userId, sessionId, conversationId, prompt, status, setup, limits, usage, runs } = task;
  const { streamId, terminalId, reason, error, cleanupError, cancelledAt, startedAt, endedAt } = task;
  const { version, createdAt, updatedAt } = task;
  return {
    ...{
      id,
      tenantId,
      userId,
      sessionId,
      conversationId,
      prompt,
      status,
      setup,
      limits,
      after: task.after,
      usage,
      runs,
    },
    ...{ streamId, terminalId, reason, error, cleanupError, cancelledAt, startedAt, endedAt },
    ...{ version, createdAt, updatedAt },
  };
}
