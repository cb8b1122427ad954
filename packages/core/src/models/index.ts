export type { ChatModel, ModelRequest } from './chat-model.js';
export type { JsonValue } from './json-value.js';
export * from './model-errors.js';
export type { FinishReason, ModelEvent, TokenUsage } from './model-event.js';
export type { ModelMessage } from './model-message.js';
export type { ToolCall, ToolDefinition, ToolResult } from './tool-call.js';
