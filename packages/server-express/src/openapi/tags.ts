/** The groups of operations, in the order of the document. */
export const tagDescriptions = {
  auth: 'Logins, the tokens they give, and passes for WebSockets.',
  users: 'The user who asks.',
  settings: 'What a user keeps: JSON values by category and key.',
  tenant: 'Users, agents, invitations, containers and the audit of a tenant, for its administrators.',
  sessions: 'Sessions: what a workspace is made from and whose it is.',
  members: 'Who is in a room, and as what.',
  workspaces: 'The running side of a session.',
  commands: 'Programs in a workspace.',
  terminals: 'Terminals in a workspace. Their keyboards and screens are WebSockets.',
  ports: 'What programs in a workspace listen on.',
  files: 'The files of a session, in the workspace where one runs and in storage where none does.',
  documents: 'What the members of a session edit together: documents of Yjs. Live editing is a WebSocket.',
  code: 'Questions about the code of a session, and refactorings that are planned, applied and undone as a whole.',
  snapshots: 'Workspaces as they were, from which later ones of the session begin.',
  backups: 'Files of a session as they were.',
  projects: 'What the files of a workspace are built with, and the packages they ask for.',
  streams: 'Text that is written piece by piece.',
  conversations: 'Conversations and their messages.',
  tasks: 'Work that the model does in a session by itself.',
  languages: 'The languages that sessions may have.',
  operations: 'For those who run the server.',
  sockets: 'WebSockets.',
  other: 'Routes of the host.',
} as const;

export type Tag = keyof typeof tagDescriptions;
