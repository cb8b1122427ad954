import { describeKubernetesRuntime } from './kubernetes-kit.js';

await describeKubernetesRuntime(import.meta.filename);
