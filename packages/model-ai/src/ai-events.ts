import type { JsonValue, ModelEvent } from '@carrel/core/models';
import { modelAnswerInvalid, modelRefused, modelUnavailable } from '@carrel/core/models';
import type { LanguageModelUsage, TextStreamPart, ToolSet } from 'ai';
import { toModelError } from './ai-errors.js';

type AiPart = TextStreamPart<ToolSet>;

/** What one part of the library's stream says: nothing, something, or how it ended. */
export function toModelEvents(part: AiPart): readonly ModelEvent[] {
  switch (part.type) {
    case 'text-delta':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'reasoning-delta':
      return part.text === '' ? [] : [{ type: 'reasoning', text: part.text }];
    case 'tool-call':
      return [toToolCall(part)];
    case 'finish':
      return [...toUsage(part.totalUsage), toEnd(part)];
    case 'error':
      return [{ type: 'failed', error: toModelError(part.error) }];
    case 'abort':
      return [{ type: 'failed', error: modelUnavailable() }];
    default:
      return [];
  }
}

function toToolCall({ toolCallId, toolName, input }: Extract<AiPart, { type: 'tool-call' }>): ModelEvent {
  // What is no JSON the library gives as the text that it was.
  if (typeof input !== 'object' || input === null) return { type: 'failed', error: modelAnswerInvalid() };
  return { type: 'tool-call', toolCallId, toolName, input: input as JsonValue };
}

function toUsage({ inputTokens, outputTokens }: LanguageModelUsage): readonly ModelEvent[] {
  if (inputTokens === undefined && outputTokens === undefined) return [];
  return [{ type: 'usage', usage: { inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 } }];
}

function toEnd({ finishReason, rawFinishReason }: Extract<AiPart, { type: 'finish' }>): ModelEvent {
  if (finishReason === 'content-filter') return { type: 'failed', error: modelRefused() };
  // A connection that was closed in the middle looks like an end without a reason.
  if (finishReason === 'error' || rawFinishReason === undefined) return { type: 'failed', error: modelUnavailable() };
  return { type: 'finish', reason: finishReason === 'other' ? 'stop' : finishReason };
}
