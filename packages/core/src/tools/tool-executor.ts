import { z } from 'zod';
import type { AuditService } from '../audit/index.js';
import type { ToolBox, ToolContext } from '../conversations/index.js';
import { delay, err, type CarrelError, type Clock } from '../kernel/index.js';
import type { JsonValue, ToolCall, ToolDefinition, ToolResult } from '../models/index.js';
import type { Logger } from '../telemetry/index.js';
import { codeTools } from './code-tools.js';
import { commandTools } from './command-tools.js';
import { fileTools } from './file-tools.js';
import { searchTool } from './search-tool.js';
import { terminalTool } from './terminal-tool.js';
import { toolFailed, toolTimedOut, toolUnknown } from './tool-errors.js';
import type { Tool, ToolOutcome, ToolServices } from './tool.js';

export interface ToolExecutorDeps extends ToolServices {
  readonly audit: Pick<AuditService, 'record'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * What models can do in sessions, over the services that people use, and as the one who asked the model: what the caller may not
 * do, no tool does. Each call is in the audit log, has a time, and gives a result of bounded size.
 */
export class ToolExecutor implements ToolBox {
  readonly definitions: readonly ToolDefinition[];
  private readonly tools: ReadonlyMap<string, Tool>;

  constructor(private readonly deps: ToolExecutorDeps) {
    const coding = deps.code === null ? [] : codeTools(deps, deps.code);
    const all = [...commandTools(deps), ...fileTools(deps), searchTool(deps), terminalTool(deps), ...coding];
    this.tools = new Map(all.map((tool) => [tool.name, tool]));
    this.definitions = all.map(({ name, description, input }) => ({ name, description, inputSchema: schemaOf(input) }));
  }

  async call(call: ToolCall, context: ToolContext): Promise<ToolResult> {
    const { toolCallId, toolName, input } = call;
    const tool = this.tools.get(toolName);
    const outcome = tool === undefined ? err(toolUnknown()) : await this.within(tool, input, context);
    await this.record(call, context, outcome);
    if (outcome.isOk()) return { toolCallId, toolName, output: outcome.value };
    return { toolCallId, toolName, output: told(outcome.error), isError: true };
  }

  /** Does it in its time. A tool that does not heed the signal is left behind. */
  private async within(tool: Tool, input: JsonValue, context: ToolContext): Promise<ToolOutcome> {
    const late = new AbortController();
    const settled = new AbortController();
    const signal = AbortSignal.any([context.signal, late.signal]);
    const over = AbortSignal.any([context.signal, settled.signal]);
    const timeout = delay(this.deps.clock, tool.timeoutMs, over).then((): ToolOutcome => {
      late.abort();
      return err(toolTimedOut());
    });
    const work = tool.run(input, { ...context, signal }).catch((thrown: unknown): ToolOutcome => {
      this.deps.logger.error({ error: thrown, tool: tool.name }, 'tool broke');
      return err(toolFailed('The tool failed.'));
    });
    try {
      return await Promise.race([work, timeout]);
    } finally {
      settled.abort();
    }
  }

  private async record(
    { toolCallId, toolName }: ToolCall,
    { caller, sessionId }: ToolContext,
    outcome: ToolOutcome,
  ): Promise<void> {
    const { agentId, requestId, tenantId, userId } = caller;
    const type = outcome.isErr() ? outcome.error.type : null;
    const isDenied = type === 'session/forbidden' || type === 'session/not-found';
    const recorded = await this.deps.audit.record({
      ...{ tenantId, requestId, action: 'tool.called', subject: sessionId },
      actor: agentId === undefined ? { type: 'user', id: userId } : { type: 'agent', id: agentId, userId },
      outcome: type === null ? 'success' : isDenied ? 'denied' : 'failed',
      details: { tool: toolName, call: toolCallId, error: type },
    });
    if (recorded.isErr()) this.deps.logger.warn({ error: recorded.error }, 'call of a tool not audited');
  }
}

function schemaOf(input: z.ZodType): ToolDefinition['inputSchema'] {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(input, { io: 'input' });
  return JSON.parse(JSON.stringify(schema)) as ToolDefinition['inputSchema'];
}

function told({ type, message }: CarrelError): JsonValue {
  return { error: type, message };
}
