import { z } from 'zod';
import { ending } from '../wire/command-body.js';
import { taskBody } from '../wire/task-body.js';
import { workspaceBody } from '../wire/workspace-body.js';
import { problemBody } from './error-responses.js';

/** What the events of one stream hold as `data`, by name. */
export type EventShapes = Readonly<Record<string, z.ZodType>>;

const gap = z.strictObject({ from: z.int(), to: z.int() });
const at = z.strictObject({ path: z.string() });
const failed = problemBody;

export const workspaceEvents: EventShapes = {
  state: workspaceBody,
  progress: z.strictObject({ phase: z.string(), line: z.string().exactOptional() }),
  warning: z.strictObject({ reason: z.string(), at: z.iso.datetime() }),
  gap,
  failed,
};

export const commandEvents: EventShapes = {
  output: z.strictObject({ offset: z.int(), channel: z.enum(['stdout', 'stderr']), data: z.base64() }),
  exit: z.strictObject({ ...ending, truncated: z.boolean(), offset: z.int() }),
  gap,
  failed,
};

export const fileEvents: EventShapes = {
  created: at,
  changed: at,
  removed: at,
  moved: at.extend({ from: z.string() }),
  overflow: z.strictObject({}),
  gap,
  failed,
};

export const streamEvents: EventShapes = {
  chunk: z.strictObject({ position: z.int(), text: z.string() }),
  end: z.strictObject({
    position: z.int(),
    reason: z.enum(['completed', 'failed', 'cancelled', 'lost']),
    error: z.strictObject({ type: z.string(), message: z.string() }).exactOptional(),
  }),
  gap,
  failed,
};

export const taskEvents: EventShapes = {
  status: taskBody,
  chunk: z.unknown(),
  end: taskBody,
  gap: z.strictObject({}),
  failed,
};
