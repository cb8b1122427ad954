import type { ScriptStep } from '@carrel/core/memory';
import type { WireFormat } from './loopback-model.js';

const REASONS = { stop: 'end_turn', length: 'max_tokens', 'tool-calls': 'tool_use' } as const;

/** The stream of messages, in blocks that begin and end. */
export function anthropicFormat(): WireFormat {
  let index = -1;
  let usage = { input_tokens: 0, output_tokens: 0 };
  const block = (content_block: object, deltas: readonly object[]) => {
    index += 1;
    return [
      event('content_block_start', { index, content_block }),
      ...deltas.map((delta) => event('content_block_delta', { index, delta })),
      event('content_block_stop', { index }),
    ];
  };
  return {
    begin: () => {
      index = -1;
      usage = { input_tokens: 12, output_tokens: 0 };
      const message = { id: 'm', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null };
      return [event('message_start', { message: { ...message, stop_sequence: null, usage } })];
    },
    say: (step: ScriptStep) => {
      switch (step.type) {
        case 'text':
          return block({ type: 'text', text: '' }, [{ type: 'text_delta', text: step.text }]);
        case 'reasoning':
          return block({ type: 'thinking', thinking: '' }, [{ type: 'thinking_delta', thinking: step.text }]);
        case 'tool-call': {
          const pieces = JSON.stringify(step.input).match(/.{1,3}/gsu) ?? [];
          return block(
            { type: 'tool_use', id: step.toolCallId, name: step.toolName, input: {} },
            pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json })),
          );
        }
        case 'usage':
          usage = { input_tokens: step.usage.inputTokens, output_tokens: step.usage.outputTokens };
          return [];
        case 'finish':
          return [
            event('message_delta', { delta: { stop_reason: REASONS[step.reason], stop_sequence: null }, usage }),
            event('message_stop', {}),
          ];
        default:
          return [];
      }
    },
    refuse: (type) => {
      const statuses: Readonly<Record<string, number>> = {
        'model/unauthorized': 401,
        'model/rate-limited': 429,
        'model/unavailable': 529,
      };
      const long = type === 'model/context-too-long';
      const error = { type: 'some_error', message: long ? 'prompt is too long: 9 tokens' : 'the secret words' };
      return { status: statuses[type] ?? 400, body: { type: 'error', error }, headers: { 'retry-after': '7' } };
    },
  };
}

function event(type: string, body: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...body })}\n\n`;
}
