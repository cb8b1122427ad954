import type { z } from 'zod';
import type { CodeService } from '../code/index.js';
import type { ToolContext } from '../conversations/index.js';
import { err, type CarrelError, type InvalidInput, type Result } from '../kernel/index.js';
import type { CommandService } from '../workspaces/index.js';
import type { FileService } from '../files/index.js';
import type { JsonValue } from '../models/index.js';
import type { ProjectService } from '../projects/index.js';
import type { TerminalService } from '../terminals/index.js';
import type { ResolvedToolOptions } from './tool-options.js';

/** The public services that tools work with, as the caller. */
export interface ToolServices {
  /** `null` where nothing understands code. */
  readonly code: CodeService | null;
  readonly commands: CommandService;
  readonly files: FileService;
  readonly projects: ProjectService;
  readonly terminals: TerminalService;
  readonly options: ResolvedToolOptions;
}

export type ToolOutcome = Result<JsonValue, CarrelError | InvalidInput>;

/** One thing that a model can do in a session. */
export interface Tool {
  readonly name: string;
  /** For the model. */
  readonly description: string;
  readonly input: z.ZodType;
  /** How long a call may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Does it, with an input that fits; an input that does not is an error value. */
  run(input: unknown, context: ToolContext): Promise<ToolOutcome>;
}

/** A tool, whose work gets the input as `input` makes it. */
export function defineTool<T>(tool: {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType<T>;
  readonly timeoutMs: number;
  readonly parse: (input: unknown) => Result<T, InvalidInput>;
  readonly work: (input: T, context: ToolContext) => Promise<ToolOutcome>;
}): Tool {
  const { parse, work, ...rest } = tool;
  return {
    ...rest,
    run: async (input, context) => {
      const valid = parse(input);
      return valid.isErr() ? err(valid.error) : work(valid.value, context);
    },
  };
}
