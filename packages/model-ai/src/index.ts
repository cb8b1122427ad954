export { aiChatModel } from './ai-chat-model.js';
export type { AiModelOptions } from './ai-model-options.js';
