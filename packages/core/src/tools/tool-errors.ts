import { errorMaker, type CarrelError } from '../kernel/index.js';

/** @param what what went wrong, and what the model can do about it. */
export function toolFailed(what: string): CarrelError<'tool/failed'> {
  return errorMaker('tool/failed', what, false)();
}

export const toolUnknown = errorMaker('tool/unknown', 'There is no such tool.', false);
export const toolTimedOut = errorMaker('tool/timed-out', 'The tool took longer than it may.', false);
