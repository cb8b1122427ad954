import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localRuntime } from '@carrel/adapter-local';
import { createCarrel, unwrap } from '@carrel/core';
import { sqliteStore } from '@carrel/store-sqlite';
import { chooseModel } from './model.mjs';

const prompt = process.argv[2] ?? 'A test fails. Find out why, mend median.py, and see that the tests pass.';
const TESTS = ['python3', '-m', 'unittest', '-q'];
const PROJECT = {
  'median.py': 'def median(numbers):\n    ordered = sorted(numbers)\n    return ordered[len(ordered) // 2]\n',
  'test_median.py': `import unittest
from median import median

class MedianTest(unittest.TestCase):
    def test_odd(self):
        self.assertEqual(median([3, 1, 2]), 2)

    def test_even(self):
        self.assertEqual(median([4, 1, 3, 2]), 2.5)
`,
};

const directory = await mkdtemp(join(tmpdir(), 'carrel-agent-sandbox-'));
const carrel = await createCarrel({
  store: sqliteStore({ path: join(directory, 'carrel.db') }),
  runtime: localRuntime({ baseDir: join(directory, 'workspaces') }),
  model: chooseModel(process.env),
  conversations: { instructions: 'You mend programs with your tools. Do not change the tests.' },
});
try {
  process.exitCode = await mend();
} finally {
  await carrel.dispose();
  await rm(directory, { recursive: true });
}

/** Has the model work, and sees for itself what came of it: 0 where the tests pass. */
async function mend() {
  const login = { email: 'ada@example.com', password: 'analytical engine' };
  const { tokens } = await unwrap(carrel.identity.register(login, { requestId: 'demo' }));
  const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, 'demo'));
  const session = await unwrap(carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  try {
    const workspace = await unwrap(carrel.workspaces.open(caller, session.id));
    for (const [path, content] of Object.entries(PROJECT)) await unwrap(workspace.files.write(path, content));

    const limits = { maxSteps: 20, maxTokens: 200_000, maxDurationMs: 300_000 };
    const setup = {
      install: 'none',
      commands: ['git init -q && git add . && git -c user.name=Ada -c user.email= commit -qm Begin'],
    };
    const task = await unwrap(carrel.tasks.create(caller, session.id, { prompt, limits, setup }));
    // The task goes on by itself, whoever follows it: Ctrl+C asks it to end, and its end comes like any other.
    process.once('SIGINT', () => carrel.tasks.cancel(caller, task.id).mapErr((error) => console.error(error.message)));
    await follow(caller, task.id);

    // A model that says it is done may be wrong.
    await unwrap(workspace.files.write('test_median.py', PROJECT['test_median.py']));
    const { exitCode } = await unwrap(workspace.commands.run(TESTS, { timeoutMs: 30_000 }));
    const diff = await unwrap(workspace.commands.run(['git', 'diff', '--', '*.py']));
    console.log(`\n${diff.stdout}\nthe tests ${exitCode === 0 ? 'pass' : 'fail'}`);
    return exitCode === 0 ? 0 : 1;
  } finally {
    await unwrap(carrel.sessions.remove(caller, session.id));
  }
}

/** Prints what the model says and does, until the task is over. */
async function follow(caller, id) {
  for await (const event of await unwrap(carrel.tasks.follow(caller, id))) {
    if (event.type === 'chunk') tell(event.chunk);
    if (event.type === 'failed') throw new Error(`The task cannot be followed: ${event.error.message}`);
    if (event.type !== 'end') continue;
    const { status, reason, error, usage } = event.task;
    const steps = usage.steps === 1 ? '1 step' : `${usage.steps} steps`;
    console.log(`\nthe task: ${status} after ${steps}${reason === undefined ? '' : ` (${reason})`}`);
    if (error !== undefined) console.error(error.message);
  }
}

function tell(chunk) {
  if (chunk.type === 'text') process.stdout.write(chunk.text);
  if (chunk.type === 'tool-call') console.log(`\n> ${chunk.toolName} ${beginningOf(chunk.input)}`);
  if (chunk.type !== 'tool-result') return;
  const { isError, output } = chunk;
  console.log(
    `  ${isError ? 'failed: ' : ''}${beginningOf('exitCode' in Object(output) ? `exit ${output.exitCode}` : output)}`,
  );
}

function beginningOf(value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
