import { describe, expect, it } from 'vitest';
import { gitUrlProblem } from './git-url.js';

describe('the URL of a source', () => {
  it.each([
    'https://git.example/a.git',
    'http://git.example:8080/~ada/a',
    'HTTPS://GIT.example/A',
    'https://[::1]:3000/a?x=1@2#b@c',
    'ssh://git@git.example:22/a/b.git',
    'ssh://git.example/a',
    'git://git.example/a.git',
  ])('may be %s', (url) => {
    expect(gitUrlProblem(url)).toBeNull();
  });

  it.each([
    'https://u:p@h/a',
    'https://token@h/a',
    'http://:p@h/a',
    'https://%75:%70@h/a',
    'git://u@h/a',
    'ssh://git:secret@h/a',
    'ssh://a%3Asecret@h/a',
    'https:///u:p@h/a',
  ])('holds no credentials, as %s does', (url) => {
    expect(gitUrlProblem(url)).toMatch(/keep credentials out of the URL/);
  });

  it.each([
    ...['', 'x', 'file:///etc', 'ftp://h/a', 'javascript:alert(1)', 'https:h/a', 'https://', 'ssh:///a', 'git@h:a/b'],
    ...['https://h/a b', 'https://h/a\n', 'https://h/\0', 'https:\\\\u:p@h', '--upload-pack=x', 'ext::sh -c id'],
    ...['ssh://-oProxyCommand=x/a', 'https://h/\ud83d'],
  ])('is not %j', (url) => {
    expect(gitUrlProblem(url)).toMatch(/expected a URL/);
  });
});
