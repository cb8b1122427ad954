import type { ToolContext } from '../conversations/index.js';
import { err, ok, type CommandId } from '../kernel/index.js';
import { BoundedText } from './bounded-text.js';
import { toolFailed } from './tool-errors.js';
import type { ToolOutcome, ToolServices } from './tool.js';

/** How a command ends, told as it goes; it is killed with everything it started when the tool is to end. */
export async function followCommand(
  { commands, options }: Pick<ToolServices, 'commands' | 'options'>,
  id: CommandId,
  { caller, onOutput, sessionId, signal }: ToolContext,
): Promise<ToolOutcome> {
  const ref = { sessionId, id };
  const kill = () => {
    void commands.kill(caller, ref).unwrapOr(undefined);
  };
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) kill();
  try {
    const events = await commands.output(caller, ref);
    if (events.isErr()) return err(events.error);
    const output = new BoundedText(options.maxOutputBytes);
    const decoder = new TextDecoder();
    let told = 0;
    for await (const event of events.value) {
      if (event.type === 'failed') return err(event.error);
      if (event.type === 'output') {
        output.push(event.data);
        const text = decoder.decode(event.data, { stream: true });
        told += event.data.length;
        if (told <= options.maxOutputBytes && text !== '') await onOutput(text);
      }
      if (event.type !== 'exit') continue;
      const { code, reason, signal: by } = event.exit;
      const truncated = output.truncated || event.truncated;
      return ok({ exitCode: code, signal: by, reason, output: output.read(), truncated });
    }
    return err(toolFailed('The command could not be followed to its end.'));
  } finally {
    signal.removeEventListener('abort', kill);
  }
}
