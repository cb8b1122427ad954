import { describe, expect, it } from 'vitest';
import type { EngineMessage } from './engine-messages.js';
import { TransferProgress } from './transfer-progress.js';

const idOf = (layer: number) => layer.toString(16).padStart(12, '0');

/** What an engine says of layers that come side by side, a thousandth of each at a time. */
function* pullOf(layers: number, bytes: number): Generator<EngineMessage> {
  yield { status: 'Pulling from team/workspace', id: 'latest' };
  for (let layer = 0; layer < layers; layer += 1) yield { status: 'Pulling fs layer', id: idOf(layer) };
  for (let step = 1; step <= 1_000; step += 1) {
    for (let layer = 0; layer < layers; layer += 1) {
      const progressDetail = { current: (bytes * step) / 1_000, total: bytes };
      yield { status: 'Downloading', id: idOf(layer), progressDetail };
    }
  }
  for (let layer = 0; layer < layers; layer += 1) {
    yield { status: 'Download complete', id: idOf(layer) };
    yield { status: 'Extracting', id: idOf(layer), progressDetail: { current: 1, total: bytes } };
    yield { status: 'Pull complete', id: idOf(layer) };
  }
  yield { status: 'Digest: sha256:00' };
}

function linesOf(messages: Iterable<EngineMessage>, verb: 'pulled' | 'pushed' = 'pulled'): readonly string[] {
  const progress = new TransferProgress(verb);
  return [...messages].flatMap((message) => progress.lines(message));
}

describe('TransferProgress', () => {
  it('tells of many messages in few lines, to the end', () => {
    const lines = linesOf(pullOf(30, 10_000_000));

    expect(lines.length).toBeLessThanOrEqual(20 + 30);
    expect(lines).toContain('pulled 150.0 of 300.0 MB');
    expect(lines).toContain('pulled 300.0 of 300.0 MB');
    expect(lines.slice(-2)).toEqual(['pulled 29 of 30 layers', 'pulled 30 of 30 layers']);
  });

  it('counts layers that are there already, each once', () => {
    const there = [0, 1, 1, 0].map((layer) => ({ status: 'Layer already exists', id: idOf(layer) }));

    expect(linesOf(there, 'pushed')).toEqual(['pushed 1 of 1 layers', 'pushed 2 of 2 layers']);
  });

  it('does not tell of the same part twice when more layers turn up', () => {
    const downloading = (layer: number, current: number) => ({
      ...{ status: 'Downloading', id: idOf(layer) },
      progressDetail: { current, total: 100_000_000 },
    });

    const lines = linesOf([downloading(0, 50_000_000), downloading(1, 1), downloading(1, 10_000_000)]);

    expect(lines).toEqual(['pulled 50.0 of 100.0 MB']);
  });

  it('says nothing of what is about no layer', () => {
    expect(
      linesOf([{ status: 'Digest: sha256:00' }, { status: 'Downloading', id: 'latest' }, { stream: 'x' }]),
    ).toEqual([]);
  });
});
