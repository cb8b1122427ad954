import { hasUnseen } from '../kernel/index.js';

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'ssh:', 'git:']);
/** Text with blanks or backslashes is not what the parser makes of it, which would judge another text than the one kept. */
const PLAIN_URL = /^[a-z]+:\/\/[^\s\\]+$/i;
const SSH_USER = /^\w[\w.-]*$/;

/**
 * What is wrong with a text as the place that a session's sources come from, in words; `null` when nothing is. A session shows
 * its source to everybody who may see it, so no secret may be in it. The user name that ssh takes is none.
 */
export function gitUrlProblem(text: string): string | null {
  const isText = PLAIN_URL.test(text) && !hasUnseen(text);
  const url = isText && URL.canParse(text) ? new URL(text) : null;
  if (url === null || !SCHEMES.has(url.protocol) || !isHost(url.hostname)) {
    return 'expected a URL of http, https, ssh or git';
  }
  const { protocol, username, password } = url;
  const namesNobody = username === '' || (protocol === 'ssh:' && SSH_USER.test(username));
  if (namesNobody && password === '') return null;
  return 'keep credentials out of the URL: whoever may see the session sees its source';
}

/** One that begins with a hyphen would be an option to the programs it is given to. */
function isHost(hostname: string): boolean {
  return hostname !== '' && !hostname.startsWith('-');
}
