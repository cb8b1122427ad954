import { z } from 'zod';
import { count, sizeBytes, timeoutMs } from './number-kinds.js';

const KIB = 1024;
const SECOND = 1_000;

/** How the sources of sessions are cloned. */
export const sourceConfig = {
  'sources.clone': z.boolean().default(true).describe('Whether the source of a session is cloned into its workspace.'),
  'sources.depth': z.int().min(0).default(50).describe('How many commits of its history are fetched; 0 for all.'),
  'sources.timeoutMs': timeoutMs
    .default(300 * SECOND)
    .describe('How long cloning a source may take, beside the time of the start.'),
  'sources.maxBytes': sizeBytes
    .default(KIB * KIB * KIB)
    .describe('The most bytes of the files of a source, and of what is fetched of its history.'),
  'sources.maxFiles': count.default(100_000).describe('The most files of a source.'),
};
