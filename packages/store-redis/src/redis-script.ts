import { createHash } from 'node:crypto';

/** A program that Redis runs as one step. */
export interface RedisScript {
  readonly text: string;
  /** What Redis knows it by once it has run it. */
  readonly sha: string;
}

export function redisScript(text: string): RedisScript {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/** One run of a script. All of `keys` are in one slot. */
export interface ScriptCall {
  readonly script: RedisScript;
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
}
