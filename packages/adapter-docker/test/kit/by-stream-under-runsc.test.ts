import { describeDockerRuntime } from './docker-kit.js';
import { gapsOfRunsc, programsOfRunsc } from './gaps-of-runsc.js';

await describeDockerRuntime(
  'by a stream of the engine, under runsc',
  { link: 'stream', isolationClasses: ['runsc'] },
  {
    knownGaps: gapsOfRunsc,
    programs: programsOfRunsc,
    left: { names: /snapshot|\bsweep\b/iu, reason: 'the engine does it, without the kernel of the box' },
  },
);
