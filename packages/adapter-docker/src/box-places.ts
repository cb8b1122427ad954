/** Where things are inside a box. What is ours is under one directory, so that an image needs nothing of it. */
export const places = {
  /** The volume of the agent, read-only. */
  agentDirectory: '/.carrel/agent',
  agent: '/.carrel/agent/carrel-agent',
  /** A small file system in memory for the agent's socket. */
  runDirectory: '/.carrel/run',
  socket: '/.carrel/run/agent.sock',
  /** The root of the workspace. */
  root: '/workspace',
  temporary: '/tmp',
} as const;

/** The network mode of a container that has only its loopback. */
export const NO_NETWORK = 'none';

export const TOKEN_VARIABLE = 'CARREL_AGENT_TOKEN';
