import { describeDockerRuntime } from './docker-kit.js';

await describeDockerRuntime('by a stream of the engine', { link: 'stream' });
