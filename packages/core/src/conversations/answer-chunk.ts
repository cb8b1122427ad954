import type { TokenUsage, ToolCall, ToolResult } from '../models/index.js';
import type { StreamWriter } from '../streaming/index.js';

/** What stands in the stream of an answer, a chunk each, as JSON. */
export type AnswerChunk =
  /** The next piece of the text. */
  | { readonly type: 'text'; readonly text: string }
  /** The next piece of what the model thinks before it speaks. */
  | { readonly type: 'reasoning'; readonly text: string }
  | ({ readonly type: 'tool-call' } & ToolCall)
  /** What came out of the tool so far, while it works. */
  | { readonly type: 'tool-output'; readonly toolCallId: string; readonly text: string }
  | ({ readonly type: 'tool-result' } & ToolResult)
  /** What one step used. */
  | { readonly type: 'usage'; readonly usage: TokenUsage }
  /** A chunk that is too large for a stream; the message will have it. */
  | { readonly type: 'omitted'; readonly of: string; readonly toolCallId?: string };

/** The chunk is in the stream, or that it is too large for one, or the stream has ended. */
export async function tellChunk(writer: StreamWriter, chunk: AnswerChunk | { readonly type: string }): Promise<void> {
  const written = await writer.write(JSON.stringify(chunk));
  if (written.isOk() || written.error.type !== 'stream/chunk-too-large') return;
  const call = 'toolCallId' in chunk ? { toolCallId: chunk.toolCallId } : {};
  const omitted: AnswerChunk = { type: 'omitted', of: chunk.type, ...call };
  (await writer.write(JSON.stringify(omitted))).unwrapOr(undefined);
}
