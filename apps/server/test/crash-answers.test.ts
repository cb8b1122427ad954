import { describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { LoopbackModel } from './loopback-model.js';
import { processesIn } from './processes-in.js';
import { DataDir, ServerProcess } from './server-process.js';

/** Short, so that another server soon knows that the first one is gone; the tool's own time is never over here. */
const TIMES = {
  CARREL_STREAMS__SWEEP_INTERVAL_MS: '200',
  CARREL_CONVERSATIONS__SWEEP_INTERVAL_MS: '200',
  CARREL_TOOLS__TIMEOUT_MS: '3600000',
};

interface Message {
  readonly id: string;
  readonly role: string;
  readonly status: string;
}

describe('a server that is killed while an answer runs a command', () => {
  it('has the command and all it started killed when it is back', async () => {
    await using model = await LoopbackModel.listen((_say, { call }) => {
      call('run_command', { command: 'sleep 4243 & sleep 4242; echo over' });
      return Promise.resolve();
    });
    const env = { ...model.environment, ...TIMES };
    await using dataDir = new DataDir();
    const sleepers = () => processesIn(dataDir.path).filter(({ command }) => /^sleep 424[23]$/.test(command)).length;
    const before = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
    const ada = await before.client.register('ada@example.com');
    const sessionId = await ada.session();
    await ada.post(`/sessions/${sessionId}/workspace?waitMs=20000`);
    const { id } = (await ada.post('/conversations', { sessionId })).json<{ readonly id: string }>();
    const asked = await ada.post(`/conversations/${id}/messages`, { role: 'user', content: 'Go.', respond: true });
    expect(asked.status, asked.text).toBe(201);
    await eventually(() => sleepers() === 2, 30_000);
    await before.end('SIGKILL');
    expect(sleepers()).toBe(2);

    await using after = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
    const back = await after.client.logIn('ada@example.com');
    await eventually(() => sleepers() === 0, 30_000);
    const last = async () => {
      const { items } = (await back.get(`/conversations/${id}/messages`)).json<{
        readonly items: readonly Message[];
      }>();
      return items.at(-1);
    };
    await eventually(async () => (await last())?.status === 'failed', 30_000);
    const { items } = (await back.get(`/sessions/${sessionId}/commands`)).json<{
      readonly items: readonly unknown[];
    }>();
    expect(items).toMatchObject([{ state: 'exited', reason: 'cancelled' }]);
    await back.delete(`/sessions/${sessionId}`);
  });
});
