export type { ChatModelKitOptions, ChatModelSubject } from './chat-model-subject.js';
export { describeChatModel } from './describe-chat-model.js';
