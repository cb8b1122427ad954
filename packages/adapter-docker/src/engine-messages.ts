/** One message of the engine about a build, a pull or a push. */
export interface EngineMessage {
  readonly stream?: string;
  readonly status?: string;
  /** The layer that it is about. */
  readonly id?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly error?: string;
  readonly aux?: { readonly Digest?: string };
}

/** The engine's messages, one JSON object a line. */
export async function* messagesIn(stream: AsyncIterable<unknown>): AsyncGenerator<EngineMessage, void, void> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const lines = (
      rest + (chunk instanceof Uint8Array ? decoder.decode(chunk, { stream: true }) : String(chunk))
    ).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as EngineMessage;
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as EngineMessage;
}
