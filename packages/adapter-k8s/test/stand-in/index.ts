export { startStandIn, type StandIn, type StandInOptions } from './stand-in.js';
export { standInMissing } from './missing.js';
