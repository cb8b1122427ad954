import { aborted, systemClock } from '@carrel/core/kernel';
import { modelUnavailable, type ChatModel, type ModelEvent, type ModelRequest } from '@carrel/core/models';
import type { TextStreamPart, ToolSet } from 'ai';
import { toModelError } from './ai-errors.js';
import { toModelEvents } from './ai-events.js';
import { loadAiLibrary, type AiLibrary } from './ai-library.js';
import { toAiMessages } from './ai-messages.js';
import type { AiModelOptions } from './ai-model-options.js';
import { nextWithin } from './next-within.js';

const IDLE_TIMEOUT_MS = 60_000;

/**
 * A language model behind any OpenAI-compatible or Anthropic interface.
 *
 * It needs the packages `ai` (version 6) and, by its provider, `@ai-sdk/openai-compatible` (version 2) or `@ai-sdk/anthropic`
 * (version 3), which are loaded at the first request. It asks once, follows no redirect, and reads no key from the environment.
 */
export function aiChatModel(options: AiModelOptions): ChatModel {
  return new AiChatModel(options);
}

class AiChatModel implements ChatModel {
  readonly name: string;
  private library: Promise<AiLibrary> | undefined;

  constructor(private readonly options: AiModelOptions) {
    this.name = options.model;
  }

  async *stream(request: ModelRequest): AsyncGenerator<ModelEvent> {
    const { clock = systemClock, idleTimeoutMs = IDLE_TIMEOUT_MS } = this.options;
    const { signal } = request;
    const leaving = new AbortController();
    const parts = this.ask(request, leaving.signal);
    try {
      for (;;) {
        const next = await nextWithin(parts, { clock, timeoutMs: idleTimeoutMs, signal });
        if (next === 'aborted' || next === 'late' || next.done === true) {
          yield { type: 'failed', error: next === 'aborted' ? aborted('the model') : modelUnavailable() };
          return;
        }
        for (const event of toModelEvents(next.value)) {
          yield event;
          if (event.type === 'finish' || event.type === 'failed') return;
        }
      }
    } catch (thrown) {
      yield { type: 'failed', error: toModelError(thrown) };
    } finally {
      leaving.abort();
    }
  }

  private async *ask(request: ModelRequest, signal: AbortSignal): AsyncGenerator<TextStreamPart<ToolSet>> {
    const { ai, model } = await (this.library ??= loadAiLibrary(this.options));
    const { maxTokens, temperature, tools = [] } = request;
    const toolSet: ToolSet = {};
    for (const { name, description, inputSchema } of tools) {
      toolSet[name] = { description, inputSchema: ai.jsonSchema(inputSchema) };
    }
    const { fullStream } = ai.streamText({
      model,
      ...toAiMessages(request.messages),
      ...(tools.length === 0 ? {} : { tools: toolSet }),
      ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
      ...(temperature === undefined ? {} : { temperature }),
      ...{ maxRetries: 0, abortSignal: signal, onError: () => undefined },
    });
    yield* fullStream;
  }
}
