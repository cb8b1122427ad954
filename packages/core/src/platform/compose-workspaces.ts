import { ProjectService, resolveProjectOptions } from '../projects/index.js';
import { defaultSessionLimits, type AccessFeed, type SessionRepository } from '../sessions/index.js';
import {
  CodeRunner,
  CommandRunner,
  CommandService,
  defaultCommandOptions,
  RunJournals,
  WorkspaceAccess,
} from '../workspaces/index.js';
import type { CarrelOptions } from './carrel-options.js';
import { composeLife } from './compose-life.js';
import { composeFiles, disposeStorages } from './compose-storage.js';
import { HandleWorkspaces } from './handle-workspaces.js';
import type { PlatformContext } from './platform-context.js';

/** The services around running workspaces, and what must be started and ended with them. */
export function composeWorkspaces(
  options: CarrelOptions,
  context: PlatformContext,
  { sessions, accessFeed }: { readonly sessions: SessionRepository; readonly accessFeed: AccessFeed },
) {
  const { store, runtime, clock, ids, logger, languages, leases } = context;
  const life = composeLife(options, context, sessions);
  const { activity, feed, lifecycle, links, places, reconciler, repository, stored, turns, use } = life;
  const commandOptions = { ...defaultCommandOptions, ...options.commands };
  const access = new WorkspaceAccess({ repository, lifecycle, links, accessFeed, clock });
  const running = { access, activity, clock, logger, options: commandOptions };
  const runner = new CommandRunner(running);
  const recording = { repository: life.commandRepository, clock, options: commandOptions };
  const journals = new RunJournals({ ...recording, logger });
  const commands = new CommandService({ ...recording, access, activity, runner, journals, ids, logger });
  const codeRunner = new CodeRunner({ ...running, runner, languages, ids });
  const { files, backups } = composeFiles(options, context, { access, activity, lifecycle, repository, stored });
  const projects = new ProjectService({
    ...{ access, commands, runner, leases, clock, ids, logger, hasNetwork: life.hasNetwork },
    options: resolveProjectOptions(options.projects ?? {}, commandOptions),
  });
  const { expiryWarningMs } = { ...defaultSessionLimits, ...options.sessions };
  const workspaces = new HandleWorkspaces(
    { access, repository, lifecycle, feed, turns, places, activity, use, clock, expiryWarningMs, backups },
    { commands, files, projects, runner: codeRunner },
  );
  return {
    ...{ workspaces, backups, reconciler, commands, files, projects, runner: codeRunner },
    async dispose(): Promise<void> {
      access.close();
      workspaces.close();
      await reconciler.stop();
      await turns.close();
      await lifecycle.settle();
      await life.pool.close();
      await stored.live.close();
      await links.closeAll();
      await runner.settled();
      await journals.allSettled();
      await activity.close();
      await runtime.dispose();
      await disposeStorages(options);
      await store.dispose();
    },
  };
}
