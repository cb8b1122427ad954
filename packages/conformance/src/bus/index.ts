export { describeBus } from './describe-bus.js';
export type { BusKitOptions, BusSubject } from './describe-bus.js';
