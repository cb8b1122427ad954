import type { ModelMessage, ToolCall, ToolResult } from '../models/index.js';
import type { MessagePart } from './message-part.js';
import type { Message, MessageBody } from './message.js';

/** What of a message a model is told. */
export type Said = Pick<Message, 'role'> & MessageBody;

/**
 * What was said, as models take it: after the calls of an answer come the results of each, and nothing else. A call that nobody
 * answered has a result that says so; a result without a call is left out.
 */
export function toModelMessages(said: readonly Said[]): readonly ModelMessage[] {
  const history = new History();
  for (const message of said) history.add(message);
  return history.end();
}

class History {
  private readonly messages: ModelMessage[] = [];
  private content = '';
  private calls: ToolCall[] = [];
  private results: ToolResult[] = [];

  add({ role, content, parts }: Said): void {
    if (role !== 'tool') this.flush();
    if (role === 'system' || role === 'user') {
      this.messages.push({ role, content: textOf(content, parts) });
      return;
    }
    const pieces: readonly MessagePart[] = parts.length === 0 ? [{ type: 'text', text: content }] : parts;
    for (const piece of pieces) this.addPiece(piece);
  }

  end(): readonly ModelMessage[] {
    this.flush();
    return this.messages;
  }

  private addPiece(piece: MessagePart): void {
    const { type } = piece;
    if (type === 'tool-result') {
      const { type: _type, ...result } = piece;
      const isOpen = this.isOpen(result.toolCallId);
      if (isOpen) this.results.push(result);
      return;
    }
    if (this.results.length > 0) this.flush();
    if (type === 'text') this.content += piece.text;
    else if (type === 'tool-call') {
      const { type: _type, ...call } = piece;
      this.calls.push(call);
    }
  }

  private isOpen(id: string): boolean {
    const has = (all: readonly { readonly toolCallId: string }[]) => all.some(({ toolCallId }) => toolCallId === id);
    return has(this.calls) && !has(this.results);
  }

  private flush(): void {
    const { calls, content } = this;
    const results = [...this.results];
    for (const { toolCallId, toolName } of calls) {
      if (this.isOpen(toolCallId)) results.push({ toolCallId, toolName, output: 'It was not run.', isError: true });
    }
    if (content !== '' || calls.length > 0) {
      this.messages.push({ role: 'assistant', content, ...(calls.length === 0 ? {} : { toolCalls: calls }) });
    }
    if (results.length > 0) this.messages.push({ role: 'tool', results });
    this.content = '';
    this.calls = [];
    this.results = [];
  }
}

function textOf(content: string, parts: readonly MessagePart[]): string {
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  const files = parts.flatMap((part) => (part.type === 'file' ? [`[file: ${part.path}]`] : []));
  return [content === '' ? texts.join('') : content, ...files].join('\n');
}
