import { accessSync, constants, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const repository = new URL('../../../../', import.meta.url);
const lines = readFileSync(new URL('deploy/Dockerfile.agent', repository), 'utf8').split('\n');

function given(instruction: string): readonly (readonly string[])[] {
  return lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.split(' ').slice(1));
}

describe('the image of the agent', () => {
  it('is made of nothing but the agents that there are', () => {
    const shipped = readdirSync(new URL('packages/agent/bin', repository)).filter((name) =>
      /-linux-[a-z0-9]+$/.test(name),
    );
    const copied = given('COPY');

    expect(shipped.length).toBeGreaterThanOrEqual(2);
    expect(copied.map(([source]) => source).sort()).toEqual(shipped.map((name) => `packages/agent/bin/${name}`).sort());
    for (const [source = '', target] of copied) {
      expect(target).toBe('/carrel-agent');
      expect(() => {
        accessSync(new URL(source, repository), constants.X_OK);
      }).not.toThrow();
    }
    expect(given('RUN')).toEqual([]);
  });

  it('begins with nothing for each processor, by the names that Docker has for them', () => {
    expect(given('FROM')).toEqual([['scratch', 'AS', 'amd64'], ['scratch', 'AS', 'arm64'], ['${ARCHITECTURE}']]);
    expect(given('ARG')).toEqual([['ARCHITECTURE=${TARGETARCH:-amd64}']]);
  });

  it('is of nobody who is root', () => {
    expect(given('USER')).toEqual([['65532:65532']]);
  });
});
