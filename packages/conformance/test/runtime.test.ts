import { describe, it } from 'vitest';
import { describeRuntime } from '../src/index.js';
import { memoryKitOptions, memorySubject } from './runtime/memory-subject.js';

describeRuntime({ ...memoryKitOptions, test: { describe, it }, createSubject: () => memorySubject() });
