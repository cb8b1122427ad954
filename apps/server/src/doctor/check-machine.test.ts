import { describe, expect, it } from 'vitest';
import { checkNode, checkPlatform } from './check-machine.js';

describe('the doctor', () => {
  it.each([
    ['v20.19.0', 'ok'],
    ['v20.20.2', 'ok'],
    ['v22.12.0', 'ok'],
    ['v24.0.0', 'ok'],
    ['v26.1.0', 'ok'],
    ['v18.20.0', 'fail'],
    ['v20.18.3', 'fail'],
    ['v21.7.0', 'fail'],
    ['v22.11.0', 'fail'],
    ['v23.9.0', 'fail'],
  ])('finds Node %s %s', (version, status) => {
    expect(checkNode(version).status).toBe(status);
  });

  it.each([
    ['linux', 'x64', 'ok'],
    ['linux', 'arm64', 'ok'],
    ['linux', 'riscv64', 'fail'],
    ['darwin', 'arm64', 'fail'],
  ])('finds %s on %s %s', (platform, architecture, status) => {
    expect(checkPlatform(platform, architecture).status).toBe(status);
  });
});
