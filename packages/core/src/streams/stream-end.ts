/** How a stream ended. */
export interface StreamEnd {
  /**
   * `completed`: all was said. `failed`: its writer could not go on. `cancelled`: somebody stopped it. `lost`: its writer is gone
   * without a word, and nobody knows what it would still have said.
   */
  readonly reason: 'completed' | 'failed' | 'cancelled' | 'lost';
  /** Why, where it did not complete: the type of an error, and a sentence for people. */
  readonly error?: { readonly type: string; readonly message: string };
}
