import { memoryStreamLog, type StreamLog } from '@carrel/core/streams';
import type { ServerSettings } from './server-settings.js';

export interface ChosenStreams {
  readonly streams: StreamLog;
  /** What it is and where, for a person. */
  readonly where: string;
}

/** Where streams are kept, as the settings say. */
export function chooseStreams({ streams }: Pick<ServerSettings, 'streams'>): ChosenStreams {
  return { streams: memoryStreamLog(streams.memory), where: 'the memory of this process' };
}
