export { MAX_BUS_MESSAGE_BYTES } from './bus.js';
export { memoryBus } from './memory-bus.js';
export type { Bus } from './bus.js';
export * from './bus-errors.js';
