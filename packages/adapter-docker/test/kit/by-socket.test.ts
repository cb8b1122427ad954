import { describeDockerRuntime } from './docker-kit.js';

await describeDockerRuntime('by socket', { link: 'socket' });
