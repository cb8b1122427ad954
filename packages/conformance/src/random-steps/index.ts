export { describeRandomSteps } from './describe-random-steps.js';
export type { RandomStepsOptions } from './describe-random-steps.js';
