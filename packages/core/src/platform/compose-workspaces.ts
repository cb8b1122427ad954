import type { AuditService } from '../audit/index.js';
import { defaultPortOptions, PortService } from '../ports/index.js';
import { defaultSessionLimits, type AccessFeed, type SessionRepository } from '../sessions/index.js';
import {
  AuditedCommands,
  CodeRunner,
  CommandRunner,
  CommandService,
  ContainerService,
  defaultCommandOptions,
  LeftCommands,
  RunJournals,
  WorkspaceAccess,
} from '../workspaces/index.js';
import { auditedInside } from './audited-calls.js';
import type { CarrelOptions } from './carrel-options.js';
import { composeLife } from './compose-life.js';
import { composeProjects } from './compose-projects.js';
import { composeFiles, disposeStorages } from './compose-storage.js';
import { composeTerminals } from './compose-terminals.js';
import { HandleWorkspaces } from './handle-workspaces.js';
import type { PlatformContext } from './platform-context.js';

interface WorkspaceSurroundings {
  readonly sessions: SessionRepository;
  readonly accessFeed: AccessFeed;
  readonly audit: AuditService;
}

/** The services around running workspaces, and what must be started and ended with them. */
export function composeWorkspaces(
  options: CarrelOptions,
  context: PlatformContext,
  { sessions, accessFeed, audit }: WorkspaceSurroundings,
) {
  const { store, runtime, clock, ids, logger, languages } = context;
  const life = composeLife(options, context, sessions, audit);
  const { activity, lifecycle, links, reconciler, repository, stored, turns } = life;
  const commandOptions = { ...defaultCommandOptions, ...options.commands };
  const access = new WorkspaceAccess({ repository, lifecycle, links, accessFeed, clock });
  const running = { access, activity, clock, logger, options: commandOptions };
  const runner = new CommandRunner(running);
  const recording = { repository: life.commandRepository, clock, options: commandOptions };
  const journals = new RunJournals({ ...recording, logger });
  const commands = new CommandService({ ...recording, access, activity, runner, journals, ids, logger });
  const records = new AuditedCommands(store, audit);
  const codeRunner = new CodeRunner({ ...running, runner, languages, ids, journals, records });
  const { files, planFiles, backups } = composeFiles(options, context, { ...life, access });
  const { projects, closeCaching } = composeProjects(options, context, {
    ...{ access, commands, runner, hasNetwork: life.hasNetwork, stored, commandOptions },
  });
  const around = { access, activity, workspaces: repository, repository: life.terminalRepository };
  const { terminals, relays, keeper } = composeTerminals(options, context, around);
  const ports = new PortService({ access, activity, options: { ...defaultPortOptions, ...options.ports } });
  const containers = new ContainerService({ ...life, runtime, clock, options: life.workspaceOptions });
  const snapshots = life.snapshots.service({ access, workspaces: repository, lifecycle });
  const { expiryWarningMs } = { ...defaultSessionLimits, ...options.sessions };
  const workspaces = new HandleWorkspaces(
    { ...life, access, clock, expiryWarningMs, backups, audit },
    auditedInside({ commands, files, ports, projects, terminals, runner: codeRunner }, audit),
  );
  return {
    ...{ activity, workspaceRepository: repository, leftCommands: new LeftCommands({ ...recording, access, logger }) },
    ...{ workspaces, containers, snapshots, backups, reconciler, ports },
    ...{ commands, files, planFiles, projects, terminals, keeper, runner: codeRunner },
    /** Nothing new is begun from then on. */
    refuse(): void {
      access.close();
      relays.close();
      workspaces.close();
    },
    async dispose(): Promise<void> {
      await closeCaching();
      await keeper.close();
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
      await audit.close();
      await store.dispose();
    },
  };
}
