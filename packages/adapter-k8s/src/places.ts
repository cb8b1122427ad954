/** Where things are inside a box. What is ours is under one directory, so that an image needs nothing of it. */
export const places = {
  /** The volume of the agent, which the box cannot write. */
  agentDirectory: '/.carrel/agent',
  agent: '/.carrel/agent/carrel-agent',
  /** A small volume in memory, through which the agent gets its secret. */
  runDirectory: '/.carrel/run',
  /** No file, which a program of the box could take away, but a name in the pod's own network. */
  socket: '@carrel-agent',
  /** The agent's secret, until the agent has read it. */
  token: '/.carrel/run/token',
  /** Where the init container, and nothing else, sees the secret of the box. */
  secretDirectory: '/.carrel/secret',
  /** Where the init container sees the claim of the box as a whole. */
  volumeDirectory: '/.carrel/volume',
  /** The folder of the claim that holds the files: its root may have what its file system put there. */
  filesInVolume: 'files',
  /** Where the image of the agent has it. */
  agentInImage: '/carrel-agent',
  /** A token of the box's service account, where the options ask for one. */
  identityDirectory: '/.carrel/identity',
  /** The root of the workspace. */
  root: '/workspace',
  temporary: '/tmp',
} as const;

/** The container of the pod that the workspace runs in. */
export const WORKSPACE_CONTAINER = 'workspace';
/** The container that puts the agent in its place, before. */
export const AGENT_CONTAINER = 'carrel-agent';
