import { z } from 'zod';
import type { ToolContext } from '../conversations/index.js';
import { err, parseInput, type CommandId } from '../kernel/index.js';
import { followCommand } from './follow-command.js';
import { defineTool, type Tool, type ToolServices } from './tool.js';

/** What runs programs. */
export function commandTools(services: ToolServices): readonly Tool[] {
  return [runCommand(services), installPackages(services)];
}

function runCommand(services: ToolServices): Tool {
  const { commands, options } = services;
  const input = z.strictObject({
    command: z.string().min(1).max(32_768).describe('A line for /bin/sh'),
    cwd: z.string().max(4_096).optional().describe('The directory it runs in, from the root of the workspace'),
  });
  return defineTool({
    name: 'run_command',
    description: 'Runs a shell command in the workspace, and gives its exit code and its output.',
    input,
    timeoutMs: options.timeoutMs,
    parse: (given) => parseInput(input, given),
    work: async ({ command, cwd }, context) => {
      const { caller, sessionId, signal } = context;
      const named = await nameOf(context);
      const request = { shell: command, timeoutMs: options.timeoutMs, ...(cwd === undefined ? {} : { cwd }) };
      const started = await commands.start(caller, sessionId, { request, ...named, signal });
      if (started.isErr()) return err(started.error);
      // A program that reads gets the end of its input, not a wait for a person.
      await commands
        .writeStdin(caller, { sessionId, id: started.value.id }, { data: new Uint8Array(), end: true })
        .unwrapOr(undefined);
      return followCommand(services, started.value.id, context);
    },
  });
}

function installPackages(services: ToolServices): Tool {
  const { options, projects } = services;
  const input = z.strictObject({
    packages: z
      .array(z.string().min(1).max(320))
      .min(1)
      .max(64)
      .optional()
      .describe('Names; without, what the manifest asks for'),
    path: z.string().max(4_096).optional().describe('The directory of the project'),
    manager: z.string().max(64).optional().describe('Such as npm or pip; without, the one of the project'),
  });
  return defineTool({
    name: 'install_packages',
    description: 'Installs packages into a project of the workspace with its package manager.',
    input,
    timeoutMs: options.installTimeoutMs,
    parse: (given) => parseInput(input, given),
    work: async ({ packages, path, manager }, context) => {
      const { caller, sessionId, signal } = context;
      const request = {
        ...(packages === undefined ? {} : { packages }),
        ...(path === undefined ? {} : { path }),
        ...(manager === undefined ? {} : { manager }),
      };
      const named = await nameOf(context);
      const started = await projects.startInstall(caller, sessionId, { request, ...named, signal });
      return started.isErr() ? err(started.error) : followCommand(services, started.value.commandId, context);
    },
  });
}

async function nameOf({ commandId }: ToolContext): Promise<{ readonly id?: CommandId }> {
  return commandId === undefined ? {} : { id: await commandId() };
}
