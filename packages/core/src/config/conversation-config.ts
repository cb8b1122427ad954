import { z } from 'zod';
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
  'conversations.instructions': z
    .string()
    .max(32_768)
    .default('')
    .describe('What the language model is told before everything else.'),
  'conversations.maxContextMessages': count
    .max(190)
    .default(100)
    .describe('How many of the latest messages the model is told.'),
  'conversations.maxContextBytes': sizeBytes
    .default(512 * KIB)
    .describe('The most bytes of the messages that the model is told.'),
  'conversations.maxAnswerBytes': sizeBytes
    .max(4 * KIB * KIB)
    .default(KIB * KIB)
    .describe('The most bytes of one answer, its parts together.'),
  'conversations.answerTimeoutMs': timeoutMs
    .default(600_000)
    .describe('How long one answer may take, its tools included.'),
  'conversations.maxStepTokens': count.default(8_192).describe('The most tokens that the model may say in one step.'),
  'conversations.maxAnswerTokens': count
    .default(400_000)
    .describe('The most tokens of one answer, told and said, before it goes no further step.'),
  'conversations.maxSteps': count.default(24).describe('How often the model is asked for one answer.'),
  'conversations.maxToolCalls': count.default(64).describe('How many calls of tools one answer may make.'),
};

/** What tools of models are held to. */
export const toolConfig = {
  'tools.maxOutputBytes': sizeBytes
    .max(128 * KIB)
    .default(32 * KIB)
    .describe('The most bytes of text of one result of a tool.'),
  'tools.timeoutMs': timeoutMs.default(120_000).describe('How long one call of a tool may take.'),
  'tools.installTimeoutMs': timeoutMs.default(600_000).describe('How long a call may take that installs packages.'),
  'tools.maxFileBytes': sizeBytes
    .max(4 * KIB * KIB)
    .default(KIB * KIB)
    .describe('The most bytes of a file that tools read, edit and search.'),
  'tools.maxListEntries': count.default(1_000).describe('How many entries one listing of a tool has.'),
  'tools.maxSearchFiles': count.default(2_000).describe('How many files one search of a tool reads.'),
  'tools.maxSearchMatches': count.default(200).describe('How many lines one search of a tool finds.'),
};

const text = z.string().max(1_000).default('');

/** The language model that answers in conversations. */
export const modelConfig = {
  'model.provider': z
    .enum(['none', 'openai-compatible', 'anthropic'])
    .default('none')
    .describe(
      'What the model is reached by; it needs the package `ai`, and `@ai-sdk/openai-compatible` or `@ai-sdk/anthropic`.',
    ),
  'model.name': text.describe('The model, as the service names it.'),
  'model.baseUrl': z
    .union([z.literal(''), z.url({ protocol: /^https?$/ })])
    .default('')
    .describe("Where the interface of the service begins; empty for Anthropic's own."),
  'model.apiKey': text.describe('The key of the service; empty for one that asks for none.').meta({ secret: true }),
  'model.idleTimeoutMs': timeoutMs
    .default(60_000)
    .describe('How long the model may be silent before it counts as broken off.'),
};
