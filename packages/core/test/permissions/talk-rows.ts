import type { TaskId } from '../../src/kernel/index.js';
import { PLAIN_TASK, type PermissionRows } from './permission-row.js';

const NO_TALK = { missing: 'conversation/not-found' };
const NO_TASK = { missing: 'task/not-found', needsTasks: true };

export const TALK_ROWS: PermissionRows = {
  'conversations.create': {
    action: 'conversations.write',
    least: 'participant',
    malformed: 'request/invalid',
    call: ({ carrel, caller, id }) => carrel.conversations.create(caller, { sessionId: id }),
  },
  'conversations.list': {
    action: 'conversations.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.conversations.list(caller, { sessionId: id }),
  },
  'conversations.get': {
    ...NO_TALK,
    action: 'conversations.read',
    least: 'viewer',
    call: ({ carrel, caller, othersTalk }) => carrel.conversations.get(caller, othersTalk.conversationId),
  },
  'conversations.update (own)': {
    ...NO_TALK,
    action: 'conversations.write',
    least: 'participant',
    call: ({ carrel, caller, ownTalk }) =>
      carrel.conversations.update(caller, ownTalk.conversationId, { title: 'other' }),
  },
  "conversations.update (another's)": {
    ...NO_TALK,
    action: 'conversations.others',
    least: 'admin',
    call: ({ carrel, caller, othersTalk }) =>
      carrel.conversations.update(caller, othersTalk.conversationId, { title: 'other' }),
  },
  'conversations.remove (own)': {
    ...NO_TALK,
    action: 'conversations.write',
    least: 'participant',
    call: ({ carrel, caller, ownTalk }) => carrel.conversations.remove(caller, ownTalk.conversationId),
  },
  "conversations.remove (another's)": {
    ...NO_TALK,
    action: 'conversations.others',
    least: 'admin',
    call: ({ carrel, caller, othersTalk }) => carrel.conversations.remove(caller, othersTalk.conversationId),
  },
  'conversations.addMessage': {
    ...NO_TALK,
    action: 'conversations.write',
    least: 'participant',
    call: ({ carrel, caller, othersTalk }) =>
      carrel.conversations.addMessage(caller, othersTalk.conversationId, { role: 'user', content: 'hello' }),
  },
  'conversations.ask': {
    ...NO_TALK,
    action: 'conversations.write',
    least: 'participant',
    call: ({ carrel, caller, othersTalk }) =>
      carrel.conversations.ask(caller, othersTalk.conversationId, { role: 'user', content: 'hello' }),
  },
  'conversations.messages': {
    ...NO_TALK,
    action: 'conversations.read',
    least: 'viewer',
    call: ({ carrel, caller, othersTalk }) => carrel.conversations.messages(caller, othersTalk.conversationId),
  },
  'conversations.message': {
    ...NO_TALK,
    action: 'conversations.read',
    least: 'viewer',
    call: ({ carrel, caller, othersTalk }) => carrel.conversations.message(caller, othersTalk),
  },
  'conversations.removeMessage (own)': {
    ...NO_TALK,
    action: 'conversations.write',
    least: 'participant',
    call: ({ carrel, caller, ownTalk }) => carrel.conversations.removeMessage(caller, ownTalk),
  },
  "conversations.removeMessage (another's)": {
    ...NO_TALK,
    action: 'conversations.others',
    least: 'admin',
    call: ({ carrel, caller, othersTalk }) => carrel.conversations.removeMessage(caller, othersTalk),
  },
  'tasks.create': {
    action: 'tasks.write',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.tasks.create(caller, id, PLAIN_TASK),
  },
  'tasks.list': {
    action: 'tasks.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.tasks.list(caller, id),
  },
  'tasks.get': {
    ...NO_TASK,
    action: 'tasks.read',
    least: 'viewer',
    call: ({ carrel, caller, othersTask }) => carrel.tasks.get(caller, known(othersTask)),
  },
  'tasks.follow': {
    ...NO_TASK,
    action: 'tasks.read',
    least: 'viewer',
    call: ({ carrel, caller, othersTask }) => carrel.tasks.follow(caller, known(othersTask)),
  },
  'tasks.cancel (own)': {
    ...NO_TASK,
    action: 'tasks.write',
    least: 'participant',
    call: ({ carrel, caller, ownTask }) => carrel.tasks.cancel(caller, known(ownTask)),
  },
  "tasks.cancel (another's)": {
    ...NO_TASK,
    action: 'tasks.others',
    least: 'admin',
    call: ({ carrel, caller, othersTask }) => carrel.tasks.cancel(caller, known(othersTask)),
  },
};

function known(task: TaskId | undefined): TaskId {
  if (task === undefined) throw new Error('the row needs tasks');
  return task;
}
