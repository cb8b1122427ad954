import { z } from 'zod';
import { conversationId, type ConversationId } from '../kernel/index.js';
import type { ResolvedTaskOptions } from './task-options.js';
import type { CreateTask } from './task.js';

/** The most characters of one line of a setup, as of a command. */
const MAX_COMMAND = 32_768;

/** What a new task takes, for these options. */
export function createTaskSchema(options: ResolvedTaskOptions): z.ZodType<CreateTask> {
  const { maxDurationMs, maxPromptBytes, maxSetupCommands, maxSteps, maxTokens } = options;
  const upTo = (most: number) => z.int().min(1).max(most).exactOptional();
  return z.strictObject({
    prompt: z
      .string()
      .min(1)
      .refine((text) => Buffer.byteLength(text) <= maxPromptBytes, `expected at most ${maxPromptBytes} bytes`),
    conversationId: z
      .custom<ConversationId>((value) => conversationId.is(value), 'expected the id of a conversation')
      .exactOptional(),
    setup: z
      .strictObject({
        install: z.enum(['auto', 'none']).exactOptional(),
        commands: z.array(z.string().min(1).max(MAX_COMMAND)).max(maxSetupCommands).exactOptional(),
      })
      .exactOptional(),
    limits: z
      .strictObject({ maxSteps: upTo(maxSteps), maxTokens: upTo(maxTokens), maxDurationMs: upTo(maxDurationMs) })
      .exactOptional(),
    after: z.enum(['keep', 'stop', 'archive']).exactOptional(),
  });
}
