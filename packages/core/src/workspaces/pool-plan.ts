import { err, ok, type Result } from '../kernel/index.js';
import { runtimeUnsupported, type RuntimeError } from '../runtime/index.js';
import type { BoxShape, BoxShapes } from './box-shapes.js';
import type { PoolSpec } from './pool-options.js';

/** How many boxes of one shape wait. */
export interface PoolPlan {
  readonly shape: BoxShape;
  readonly size: number;
  /** The languages, for people and metrics. */
  readonly name: string;
}

/**
 * What the pool holds, a plan for each shape; those of equal shapes are one. `runtime/unsupported` for languages that are unknown
 * or that no image serves together.
 */
export function planPool(specs: readonly PoolSpec[], shapes: BoxShapes): Result<readonly PoolPlan[], RuntimeError> {
  const plans = new Map<string, PoolPlan>();
  for (const { languages, size } of specs) {
    const name = [...new Set(languages)].sort().join('+');
    const known = shapes.languagesOf(languages);
    if (languages.length === 0 || known.length < languages.length) {
      return err(runtimeUnsupported(`a pool for the languages "${name}", which are not all known`));
    }
    const shape = shapes.of(languages);
    if (shape.isErr()) return err(shape.error);
    const other = plans.get(shape.value.key);
    plans.set(shape.value.key, {
      shape: shape.value,
      size: (other?.size ?? 0) + size,
      name: other === undefined || other.name === name ? name : `${other.name},${name}`,
    });
  }
  return ok([...plans.values()].filter(({ size }) => size > 0));
}
