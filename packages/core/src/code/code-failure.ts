import type { Aborted, CarrelError, InvalidInput } from '../kernel/index.js';
import type { WriteError } from '../store/index.js';
import type { CodeAccessError } from './code-access.js';
import type { CodeEngineError, CodePlanError } from './code-errors.js';
import type { CodeFileError } from './code-files.js';

/** Why something about the code of a session was not answered or done. */
export type CodeFailure =
  CodePlanError | CodeEngineError | CodeAccessError | CodeFileError | InvalidInput | Aborted | WriteError;

/** What an engine fails with: the port documents that it is its own, or what the files gave it. */
export function ofEngine(error: CarrelError): CodeFailure {
  return error as CodeFailure;
}
