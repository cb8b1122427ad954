export type { CodeEngineKitOptions, CodeEngineSubject, SampleFile, SampleProject } from './code-engine-subject.js';
export { describeCodeEngine } from './describe-code-engine.js';
