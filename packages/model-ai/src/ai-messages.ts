import type { ModelMessage, ToolCall, ToolResult } from '@carrel/core/models';
import type { JSONValue, ModelMessage as AiMessage } from 'ai';

/** What was said, as the library takes it: what the system says stands apart, as every service wants it there. */
export function toAiMessages(messages: readonly ModelMessage[]): {
  readonly system?: string;
  readonly messages: AiMessage[];
} {
  const system = messages.flatMap((message) => (message.role === 'system' ? [message.content] : []));
  return {
    ...(system.length === 0 ? {} : { system: system.join('\n\n') }),
    messages: messages.flatMap(toAiMessage),
  };
}

function toAiMessage(message: ModelMessage): readonly AiMessage[] {
  if (message.role === 'system') return [];
  if (message.role === 'user') return [{ role: 'user', content: message.content }];
  if (message.role === 'tool') return [{ role: 'tool', content: message.results.map(toAiResult) }];
  const { content, toolCalls = [] } = message;
  const parts = [...(content === '' ? [] : [{ type: 'text' as const, text: content }]), ...toolCalls.map(toAiCall)];
  return parts.length === 0 ? [] : [{ role: 'assistant', content: parts }];
}

function toAiCall({ toolCallId, toolName, input }: ToolCall) {
  return { type: 'tool-call' as const, toolCallId, toolName, input };
}

function toAiResult({ toolCallId, toolName, output, isError = false }: ToolResult) {
  const said =
    typeof output === 'string'
      ? { type: isError ? ('error-text' as const) : ('text' as const), value: output }
      : { type: isError ? ('error-json' as const) : ('json' as const), value: output as JSONValue };
  return { type: 'tool-result' as const, toolCallId, toolName, output: said };
}
