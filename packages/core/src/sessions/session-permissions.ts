import type { SessionRole } from './member.js';

/** Each thing that can be done in a session, and the least role that may. Every service asks here, and nothing else decides. */
export const SESSION_PERMISSIONS = {
  /** See the session, and what it is related to. */
  'session.read': 'viewer',
  /** Make a session of one's own from it. */
  'session.fork': 'viewer',
  /** Change its name and labels. */
  'session.update': 'admin',
  /** Change its languages, which gives it another incarnation. */
  'session.languages': 'admin',
  /** Set when it ends, earlier or later. */
  'session.expiry': 'admin',
  /** Archive it, or make it active again. */
  'session.archive': 'owner',
  /** Delete it. */
  'session.delete': 'owner',
  /** Make another member its owner. */
  'session.transfer': 'owner',
  /** See who its members are. */
  'members.read': 'viewer',
  /** Add and remove members, and give them any role but the owner's. */
  'members.write': 'admin',
  /** Cease to be a member. */
  'members.leave': 'viewer',
  /** See how its workspace does, and follow it. */
  'workspace.read': 'viewer',
  /** Start its workspace. */
  'workspace.start': 'participant',
  /** Stop its workspace, and with it what everybody runs there. */
  'workspace.stop': 'admin',
  /** See its commands, and follow their output. */
  'commands.read': 'viewer',
  /** Run programs, start commands, and give input and signals to one's own. */
  'commands.run': 'participant',
  /** Give input and signals to the commands of others, and end them. */
  'commands.others': 'admin',
  /** See its terminals, and watch them. */
  'terminals.read': 'viewer',
  /** Open terminals, type in all of them, resize and signal them, and end one's own. */
  'terminals.write': 'participant',
  /** End the terminals of others. */
  'terminals.others': 'admin',
  /** Reach the programs that listen in its workspace, which do for whoever asks what they can do. */
  'ports.open': 'participant',
  /** Read, list and watch files, and see what projects they make. */
  'files.read': 'viewer',
  /** Write and move files, and unpack archives. */
  'files.write': 'participant',
  /** Delete any file. */
  'files.delete': 'admin',
  /** Read the streams that belong to it. */
  'streams.read': 'viewer',
  /** Make streams that belong to it, and cancel them. */
  'streams.write': 'participant',
  /** See its backups, and check them. */
  'backups.read': 'viewer',
  /** Make and remove backups. */
  'backups.write': 'admin',
  /** Put the files of a backup in place of those that are there. */
  'backups.restore': 'admin',
  /** See the snapshots of its workspace. */
  'snapshots.read': 'viewer',
  /** Take and remove snapshots of its workspace. */
  'snapshots.write': 'admin',
  /** Begin the next workspace with the files of a snapshot. */
  'snapshots.restore': 'admin',
  /** Read its conversations. */
  'conversations.read': 'viewer',
  /** Begin conversations, say something in them, and change and remove what one began or said oneself. */
  'conversations.write': 'participant',
  /** Change and remove the conversations and messages of others. */
  'conversations.others': 'admin',
  /** Read its documents and their versions, and follow them. */
  'documents.read': 'viewer',
  /** Write to its documents, bind them to files, and keep versions of them. */
  'documents.write': 'participant',
  /** Make a document as it was in a version. */
  'documents.restore': 'admin',
  /** Remove documents with their versions. */
  'documents.remove': 'admin',
  /** See its tasks, and follow them. */
  'tasks.read': 'viewer',
  /** Have a model work on a task as oneself, and cancel one's own. */
  'tasks.write': 'participant',
  /** Cancel the tasks of others. */
  'tasks.others': 'admin',
} as const satisfies Readonly<Record<string, SessionRole>>;

export type SessionAction = keyof typeof SESSION_PERMISSIONS;

const RANKS: Readonly<Record<SessionRole, number>> = { owner: 3, admin: 2, participant: 1, viewer: 0 };

/** Whether the role covers the action: it is the least that may do it, or more. */
export function permits(role: SessionRole, action: SessionAction): boolean {
  return RANKS[role] >= RANKS[SESSION_PERMISSIONS[action]];
}
