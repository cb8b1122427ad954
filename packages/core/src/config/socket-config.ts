import { z } from 'zod';
import { count, sizeBytes, timeoutMs } from './number-kinds.js';

const KIB = 1024;
const MIB = 1024 * KIB;

/** WebSockets. */
export const socketConfig = {
  'sockets.maxSockets': count.default(5_000).describe('How many WebSockets there may be at once.'),
  'sockets.maxPerUser': count.default(500).describe('How many WebSockets one user may have at once.'),
  'sockets.maxPerTenant': count
    .default(2_000)
    .describe('How many WebSockets the users of one tenant may have at once.'),
  'sockets.maxMessageBytes': sizeBytes
    .max(64 * MIB)
    .default(5 * MIB)
    .describe('The most of one message of a client; more than `documents.maxUpdateBytes`.'),
  'sockets.maxMessagesPerSecond': z
    .int()
    .min(1)
    .max(1_000_000)
    .default(5_000)
    .describe('How many messages of a client are taken a second; more wait unread.'),
  'sockets.maxBufferedBytes': sizeBytes
    .max(64 * MIB)
    .default(256 * KIB)
    .describe('How much may be unsent to a client before its source waits for it.'),
  'sockets.stallTimeoutMs': timeoutMs
    .default(30_000)
    .describe('How long a client may take nothing of what it is sent before its WebSocket is closed.'),
  'sockets.handshakeTimeoutMs': timeoutMs
    .default(10_000)
    .describe('How long it may take to learn who opens a WebSocket.'),
  'sockets.heartbeatMs': timeoutMs
    .default(20_000)
    .describe('How often a client is asked whether it is still there; without an answer by the next time it is cut.'),
  'sockets.recheckMs': timeoutMs
    .default(5_000)
    .describe('How often it is looked whether whoever opened a WebSocket is still logged in.'),
  'sockets.closeTimeoutMs': timeoutMs
    .default(30_000)
    .describe('How long a client may take to answer that its WebSocket is closed, before it is cut.'),
};
