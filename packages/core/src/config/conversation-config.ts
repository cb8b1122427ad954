import { count, sizeBytes, timeoutMs } from './number-kinds.js';

const KIB = 1024;

/** What conversations are held to. */
export const conversationConfig = {
  'conversations.maxPerUser': count
    .max(5_000)
    .default(1_000)
    .describe('The most conversations without a session of one user.'),
  'conversations.maxPerSession': count.max(5_000).default(1_000).describe('The most conversations of one session.'),
  'conversations.maxMessages': count
    .default(10_000)
    .describe('The most messages of one conversation, those that were removed among them.'),
  'conversations.maxMessageBytes': sizeBytes
    .max(4 * KIB * KIB)
    .default(256 * KIB)
    .describe('The most bytes of one message, its text and its parts together.'),
  'conversations.maxParts': count.default(256).describe('The most parts of one message.'),
  'conversations.sweepIntervalMs': timeoutMs
    .default(10_000)
    .describe('How often what a replica left undone is looked for.'),
};
