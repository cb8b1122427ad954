import type { ModelEvent, TokenUsage, ToolCall, ToolResult } from '../models/index.js';
import type { MessagePart } from './message-part.js';
import type { MessageBody } from './message.js';

/** An answer as far as it was said. */
export class AnswerDraft {
  private readonly said: MessagePart[] = [];
  private textBytes = 0;
  private used: TokenUsage = { inputTokens: 0, outputTokens: 0 };

  /** The bytes of its parts, a little more than as JSON without what JSON escapes. */
  get bytes(): number {
    return this.textBytes;
  }

  get usage(): TokenUsage {
    return this.used;
  }

  get body(): MessageBody {
    const content = this.said.map((part) => (part.type === 'text' ? part.text : '')).join('');
    return { content, parts: [...this.said] };
  }

  add(event: Exclude<ModelEvent, { readonly type: 'finish' | 'failed' }>): void {
    if (event.type === 'usage') {
      const { inputTokens, outputTokens } = event.usage;
      this.used = {
        inputTokens: this.used.inputTokens + inputTokens,
        outputTokens: this.used.outputTokens + outputTokens,
      };
    } else if (event.type === 'tool-call') this.push(event);
    else this.extend(event.type, event.text);
  }

  result(result: ToolResult): void {
    this.push({ type: 'tool-result', ...result });
  }

  private push(
    part: ({ readonly type: 'tool-call' } & ToolCall) | ({ readonly type: 'tool-result' } & ToolResult),
  ): void {
    this.said.push(part);
    this.textBytes += Buffer.byteLength(JSON.stringify(part));
  }

  private extend(type: 'text' | 'reasoning', text: string): void {
    // Twice where it is the text: that is the content as well.
    this.textBytes += Buffer.byteLength(JSON.stringify(text)) * (type === 'text' ? 2 : 1);
    const last = this.said.at(-1);
    if (last?.type === type) this.said[this.said.length - 1] = { type, text: last.text + text };
    else this.said.push({ type, text });
  }
}
