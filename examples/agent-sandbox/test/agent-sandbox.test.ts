import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The example as its README has it run. */
async function run(
  env: NodeJS.ProcessEnv,
  onOutput: (end: (signal: NodeJS.Signals) => void) => void = () => undefined,
) {
  const child = spawn(process.execPath, [at('../src/main.mjs')], { env: { ...process.env, ...env } });
  child.stdout.once('data', () => {
    onOutput((signal) => child.kill(signal));
  });
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr, code: ((await ended) as [number | null])[0] };
}

/** A service that speaks like OpenAI's chat completions: for each request what `deltas` has next, and nothing after the last one. */
async function startModel(...deltas: object[]) {
  const asked: { key: string | undefined; body: string }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ key: request.headers.authorization, body });
      if (request.headers.authorization !== 'Bearer the-key') {
        response.writeHead(401, { 'Content-Type': 'application/json' }).end('{"error":{"message":"no"}}');
        return;
      }
      const delta = deltas.shift();
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      if (delta === undefined) return; // It thinks for ever.
      const finish = 'tool_calls' in delta ? 'tool_calls' : 'stop';
      const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' };
      for (const choice of [{ delta }, { delta: {}, finish_reason: finish }])
        response.write(`data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, ...choice }] })}\n\n`);
      response.end('data: [DONE]\n\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1`;
  return {
    env: { MODEL: 'some-model', MODEL_URL: url, MODEL_KEY: 'the-key' },
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const calls = (name: string, input: object) => ({
  tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name, arguments: JSON.stringify(input) } }],
});

it('prints what its README says', async () => {
  const said = /```text\n(.*?)```/s.exec(readFileSync(at('../README.md'), 'utf8'))?.[1];

  expect(await run({})).toEqual({ stdout: said, stderr: '', code: 0 });
});

it('has a model of the environment work, and does not believe what it says', async () => {
  await using model = await startModel(
    calls('write_file', { path: 'test_median.py', content: 'print("all is well")' }),
    { content: 'All tests pass.' },
  );

  const { stdout, code } = await run(model.env);

  expect(model.asked[1]?.body).toContain('\\"bytes\\":20');
  expect(stdout).toContain('All tests pass.\nthe task: succeeded after 2 steps');
  expect(stdout).toMatch(/\n\nthe tests fail\n$/);
  expect(code).toBe(1);
});

it('says why a model cannot be asked, and not with which key', async () => {
  await using model = await startModel();

  const { stdout, stderr, code } = await run({ ...model.env, MODEL_KEY: 'another-key' });

  expect(stdout).toContain('the task: failed after 1 step (model-failed)');
  expect(stderr).toBe('The model does not accept the key of this installation.\n');
  expect(stdout + stderr).not.toContain('another-key');
  expect(code).toBe(1);
});

it('ends the task at Ctrl+C', async () => {
  await using model = await startModel(calls('run_command', { command: 'sleep 600' }));

  const { stdout, code } = await run(model.env, (end) => {
    end('SIGINT');
  });

  expect(stdout).toMatch(/\nthe task: cancelled after \d step/);
  expect(stdout).toMatch(/the tests fail\n$/);
  expect(code).toBe(1);
});
