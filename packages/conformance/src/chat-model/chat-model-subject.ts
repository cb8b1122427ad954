import type { ModelTurn } from '@carrel/core/memory';
import type { ChatModel } from '@carrel/core/models';
import type { CaseSubject } from '../cases.js';
import type { TestRunner } from '../test-runner.js';

/** A model whose service says what the kit wants. */
export interface ChatModelSubject extends CaseSubject {
  readonly model: ChatModel;
  /** What the service does for the next request; `failed` stands for what makes the model fail like that. */
  prepare(turn: ModelTurn): void;
}

export interface ChatModelKitOptions {
  readonly test: TestRunner;
  readonly createSubject: () => Promise<ChatModelSubject> | ChatModelSubject;
}
