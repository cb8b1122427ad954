/** What the answers of models are held to. */
export interface AnswerOptions {
  /** What the model is told before everything else. @default '' */
  readonly instructions?: string;
  /** How many of the latest messages the model is told. At most 200. @default 100 */
  readonly maxContextMessages?: number;
  /** The most bytes of the messages that the model is told, the latest first. @default 512 KiB */
  readonly maxContextBytes?: number;
  /** The most bytes of an answer, its parts together, as JSON. At most 4 MiB. @default 1 MiB */
  readonly maxAnswerBytes?: number;
  /** How long one answer may take, its tools included. @default 600,000 */
  readonly answerTimeoutMs?: number;
  /** The most tokens that the model may say in one step. @default 8,192 */
  readonly maxStepTokens?: number;
  /** The most tokens of one answer, what the model was told in each step and what it said; it goes no further step past that. @default 400,000 */
  readonly maxAnswerTokens?: number;
  /** How often the model is asked for one answer: once, and once more after each round of tools. @default 24 */
  readonly maxSteps?: number;
  /** How many calls of tools one answer may make. @default 64 */
  readonly maxToolCalls?: number;
}

export type ResolvedAnswerOptions = Required<AnswerOptions>;

export const defaultAnswerOptions: ResolvedAnswerOptions = {
  instructions: '',
  maxContextMessages: 100,
  maxContextBytes: 512 * 1024,
  maxAnswerBytes: 1024 * 1024,
  answerTimeoutMs: 600_000,
  maxStepTokens: 8_192,
  maxAnswerTokens: 400_000,
  maxSteps: 24,
  maxToolCalls: 64,
};
