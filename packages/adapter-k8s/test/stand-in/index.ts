export { startStandIn, type StandIn, type StandInOptions } from './stand-in.js';
