export { agentBinary } from './agent-binary.js';
export type { AgentBinary } from './agent-binary.js';
export { connectAgent, shutDownAgent } from './connect-agent.js';
export type { ConnectAgentOptions } from './connect-agent.js';
export { statsByAgent } from './box-stats.js';
export { connectSocket } from './connect-socket.js';
