import { aborted, delay, systemClock, type Clock } from '../kernel/index.js';
import type { ChatModel, ModelError, ModelEvent, ModelRequest } from '../models/index.js';

/** What a scripted model does next: say something, wait, or wait for ever. */
export type ScriptStep = ModelEvent | { readonly type: 'wait'; readonly ms: number } | { readonly type: 'hang' };

/** What it does for one request. Where neither `finish` nor `failed` ends it, it finishes with `stop`. */
export type ModelTurn = readonly ScriptStep[];

export interface ScriptedModelOptions {
  /** What it does for each request, one after the other; the last turn again for all that follow. Or what a request makes it do. */
  readonly turns: readonly ModelTurn[] | ((request: ModelRequest, turn: number) => ModelTurn);
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/** A model that says what a script says. For tests and for trying things. */
export interface ScriptedModel extends ChatModel {
  /** What it was asked, in order. */
  readonly requests: readonly ModelRequest[];
}

export function scriptedModel({ turns, clock = systemClock }: ScriptedModelOptions): ScriptedModel {
  const requests: ModelRequest[] = [];
  const turnFor = (request: ModelRequest, turn: number): ModelTurn =>
    typeof turns === 'function' ? turns(request, turn) : (turns[Math.min(turn, turns.length - 1)] ?? []);
  return {
    name: 'scripted',
    requests,
    async *stream(request) {
      requests.push(request);
      yield* play(turnFor(request, requests.length - 1), clock, request.signal);
    },
  };
}

async function* play(turn: ModelTurn, clock: Clock, signal: AbortSignal | undefined): AsyncGenerator<ModelEvent> {
  for (const step of turn) {
    if (step.type === 'wait') await delay(clock, step.ms, signal);
    else if (step.type === 'hang') await untilAborted(signal);
    if (signal?.aborted === true) break;
    if (step.type === 'wait' || step.type === 'hang') continue;
    yield step;
    if (step.type === 'finish' || step.type === 'failed') return;
  }
  yield signal?.aborted === true ? failed(aborted('the model')) : { type: 'finish', reason: 'stop' };
}

function failed(error: ModelError): ModelEvent {
  return { type: 'failed', error };
}

function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    else
      signal?.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
}
