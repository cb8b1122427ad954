export * from './code-errors.js';
export type * from './code-engine.js';
export type * from './code-place.js';
export type * from './code-query.js';
export type * from './refactoring.js';
