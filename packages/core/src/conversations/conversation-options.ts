import { defaultAnswerOptions, type AnswerOptions } from './answer-options.js';

/** What conversations are held to. */
export interface ConversationOptions extends AnswerOptions {
  /** How many conversations without a session one user may have. At most 5,000. @default 1,000 */
  readonly maxPerUser?: number;
  /** How many conversations one session may have. At most 5,000. @default 1,000 */
  readonly maxPerSession?: number;
  /** How many messages one conversation may have, those that were removed among them. @default 10,000 */
  readonly maxMessages?: number;
  /** The most bytes of one message, its text and its parts together, as JSON. At most 4 MiB. @default 256 KiB */
  readonly maxMessageBytes?: number;
  /** How many parts one message may have. @default 256 */
  readonly maxParts?: number;
  /** How often what a replica left undone is looked for. @default 10,000 */
  readonly sweepIntervalMs?: number;
}

export type ResolvedConversationOptions = Required<ConversationOptions>;

export const defaultConversationOptions: ResolvedConversationOptions = {
  ...defaultAnswerOptions,
  maxPerUser: 1_000,
  maxPerSession: 1_000,
  maxMessages: 10_000,
  maxMessageBytes: 256 * 1024,
  maxParts: 256,
  sweepIntervalMs: 10_000,
};
