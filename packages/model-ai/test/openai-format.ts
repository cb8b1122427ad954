import type { ScriptStep } from '@carrel/core/memory';
import type { WireFormat } from './loopback-model.js';

const REASONS = { stop: 'stop', length: 'length', 'tool-calls': 'tool_calls' } as const;

/** The stream of chat completions, where the input of a tool comes in pieces of text. */
export function openAiFormat(): WireFormat {
  let calls = 0;
  let usage: object | undefined;
  return {
    begin: () => {
      calls = 0;
      usage = undefined;
      return [chunk({ role: 'assistant', content: '' })];
    },
    say: (step: ScriptStep) => {
      switch (step.type) {
        case 'text':
          return [chunk({ content: step.text })];
        case 'reasoning':
          return [chunk({ reasoning_content: step.text })];
        case 'tool-call': {
          const json = JSON.stringify(step.input);
          const index = calls;
          calls += 1;
          const head = {
            index,
            id: step.toolCallId,
            type: 'function',
            function: { name: step.toolName, arguments: '' },
          };
          const rest = (json.match(/.{1,3}/gsu) ?? []).map((piece) =>
            chunk({ tool_calls: [{ index, function: { arguments: piece } }] }),
          );
          return [chunk({ tool_calls: [head] }), ...rest];
        }
        case 'usage':
          usage = { prompt_tokens: step.usage.inputTokens, completion_tokens: step.usage.outputTokens };
          return [];
        case 'finish':
          return [
            chunk({}, REASONS[step.reason]),
            ...(usage === undefined ? [] : [line({ choices: [], usage })]),
            'data: [DONE]\n\n',
          ];
        default:
          return [];
      }
    },
    refuse: (type) => {
      const statuses: Readonly<Record<string, number>> = {
        'model/unauthorized': 401,
        'model/rate-limited': 429,
        'model/unavailable': 500,
      };
      const code = type === 'model/context-too-long' ? 'context_length_exceeded' : 'some_code';
      const error = { message: 'the secret words of the service', type: 'some_error', code };
      return { status: statuses[type] ?? 400, body: { error }, headers: { 'retry-after': '7' } };
    },
  };
}

function chunk(delta: object, finish_reason: string | null = null): string {
  return line({ choices: [{ index: 0, delta, finish_reason }] });
}

function line(body: object): string {
  return `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', ...body })}\n\n`;
}
