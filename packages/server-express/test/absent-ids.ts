import type { World } from './world.js';

/** The ids of a world, without its people. */
export type Named = Omit<World, 'owner'>;

const NEVER = '01arz3ndektsv4rrffq69g5fav';

const ids = (session: string, command: string, user: string, agent: string): Named => ({
  ...{ terminal: command.replace('cmd_', 'trm_'), stream: session },
  ...{ session, command, user, agent, room: session, guest: user, backup: agent, invitation: agent },
  ...{ plain: session, snapshot: command.replace('cmd', 'snp') },
  ...{
    talk: session.replace('ses', 'cnv'),
    message: command.replace('cmd', 'msg'),
    task: command.replace('cmd', 'tsk'),
    document: user,
    version: command.replace('cmd', 'dvr'),
    plan: command.replace('cmd', 'pln'),
    applied: command.replace('cmd', 'pln'),
  },
});

/** Ids of what never was. */
export const absent: Named = {
  ...ids(`ses_${NEVER}`, `cmd_${NEVER}`, `usr_${NEVER}`, `agt_${NEVER}`),
  stream: `str_${NEVER}`,
};

/** Texts that are no ids, or ids of something else. */
export const malformed: readonly Named[] = [
  ids('ses_1', 'cmd_1', 'usr_1', 'agt_1'),
  ids('1', '-1', '.hidden', "'"),
  ids('%2e%2e%2f', '%00', '%F0%9F%90%88', '*'),
  ids(absent.command, absent.session, absent.agent, absent.user),
];
