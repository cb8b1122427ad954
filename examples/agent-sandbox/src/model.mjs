import { scriptedModel } from '@carrel/core/memory';
import { aiChatModel } from '@carrel/model-ai';

/** The model that the environment names, or else one that says what a script says and needs no key. */
export function chooseModel({ MODEL, MODEL_PROVIDER = 'openai-compatible', MODEL_URL, MODEL_KEY }) {
  if (MODEL === undefined) return scriptedModel({ turns: SCRIPT });
  globalThis.AI_SDK_LOG_WARNINGS = false;
  return aiChatModel({
    provider: MODEL_PROVIDER,
    model: MODEL,
    ...(MODEL_URL === undefined ? {} : { baseUrl: MODEL_URL }),
    ...(MODEL_KEY === undefined ? {} : { apiKey: MODEL_KEY }),
  });
}

/** One turn is what a model says until it waits for its tools, or has nothing more to say. */
const SCRIPT = [
  [say('I run the tests first.'), call('run_command', { command: 'python3 -m unittest -q' }), forTools()],
  [call('read_file', { path: 'median.py' }), forTools()],
  [
    say('With an even count there are two in the middle.'),
    call('edit_file', {
      path: 'median.py',
      oldText: '    return ordered[len(ordered) // 2]',
      newText: [
        '    middle = len(ordered) // 2',
        '    if len(ordered) % 2 == 0:',
        '        return (ordered[middle - 1] + ordered[middle]) / 2',
        '    return ordered[middle]',
      ].join('\n'),
    }),
    call('run_command', { command: 'python3 -m unittest -q' }),
    forTools(),
  ],
  [say('The median of an even count is the mean of both now.')],
];

function say(text) {
  return { type: 'text', text };
}

function call(toolName, input) {
  return { type: 'tool-call', toolCallId: `${toolName} ${JSON.stringify(input)}`, toolName, input };
}

function forTools() {
  return { type: 'finish', reason: 'tool-calls' };
}
