import { memoryStreamLog, type StreamLog } from '@carrel/core/streams';
import type { ServerSettings } from './server-settings.js';

/** Where the settings want streams to be kept. */
export function chooseStreamLog({ streams }: Pick<ServerSettings, 'streams'>): StreamLog {
  return memoryStreamLog(streams.memory);
}
