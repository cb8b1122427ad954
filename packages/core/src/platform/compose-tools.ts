import { defaultToolOptions, ToolExecutor, type ToolExecutorDeps } from '../tools/index.js';
import { defaultCommandOptions } from '../workspaces/index.js';
import type { CarrelOptions } from './carrel-options.js';

/** What models can do in sessions; no call takes longer than a command may. */
export function composeTools(
  options: CarrelOptions,
  {
    code,
    commands,
    files,
    projects,
    terminals,
  }: Pick<ToolExecutorDeps, 'code' | 'commands' | 'files' | 'projects' | 'terminals'>,
  rest: Pick<ToolExecutorDeps, 'audit' | 'clock' | 'logger'>,
): ToolExecutor {
  const { maxTimeoutMs } = { ...defaultCommandOptions, ...options.commands };
  const wanted = { ...defaultToolOptions, ...options.tools };
  const timeoutMs = Math.min(wanted.timeoutMs, maxTimeoutMs);
  return new ToolExecutor({ ...rest, code, commands, files, projects, terminals, options: { ...wanted, timeoutMs } });
}
