import type { Clock } from '@carrel/core/kernel';

/** Which model is asked, and where. */
export interface AiModelOptions {
  /** `openai-compatible`: the chat completions of OpenAI and of what speaks like it. `anthropic`: the messages of Anthropic. */
  readonly provider: 'openai-compatible' | 'anthropic';
  /** Where its interface begins, such as `http://127.0.0.1:11434/v1`. @default Anthropic's own; needed for the other one */
  readonly baseUrl?: string;
  /** As the service names it. */
  readonly model: string;
  /** Secret. @default none, for a service that asks for none */
  readonly apiKey?: string;
  /** How long it may be silent before it counts as broken off, in milliseconds. @default 60,000 */
  readonly idleTimeoutMs?: number;
  /** Measures that. @default the machine's clock */
  readonly clock?: Clock;
}
