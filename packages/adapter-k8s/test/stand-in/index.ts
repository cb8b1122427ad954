export type { CallRecord } from './api/calls.js';
export type { Failure, RequestMatch } from './api/request-faults.js';
export type { NodeOptions } from './cluster/node-lifecycle.js';
export type { Faults } from './faults.js';
export { startStandIn, type StandIn, type StandInOptions } from './stand-in.js';
export type { ExecProtocol } from './streams/upgrades.js';
