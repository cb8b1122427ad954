import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { noticePage, pageHeaders, WaitingPage } from './waiting-page.js';

const HOSTILE = `</li></ol><script>alert(1)</script><meta http-equiv="refresh" content='0;url=//evil.com'>&amp;`;

function itemsOf(text: string): readonly string[] {
  return [...text.matchAll(/<li>(.*?)<\/li>/gs)].map(([, line = '']) => line);
}

describe('a page that waits', () => {
  it('tells what happens, and loads itself again at its end', () => {
    const page = new WaitingPage(3000);
    const text = [
      page.begin(),
      page.state({ state: 'queued', queuePosition: 2 }),
      page.state({ state: 'creating' }),
      page.progress('image', 'pulls carrel/workspace'),
      page.state({ state: 'ready' }),
      page.reload(0),
    ].join('');

    expect(text).toMatch(/^<!doctype html>/);
    expect(text).toContain('Port 3000');
    expect(itemsOf(text)).toEqual([
      'The workspace waits for room. Its place is 2.',
      'The workspace starts.',
      'image: pulls carrel/workspace',
      'The workspace runs. Its program is about to answer.',
    ]);
    expect(text).toMatch(/<\/ol><meta http-equiv="refresh" content="0" \/><\/main><\/body><\/html>$/);
    expect(text.match(/http-equiv/g)).toHaveLength(1);
  });

  it('says the same once in a row', () => {
    const page = new WaitingPage(80);
    const lines = [1, 1, 2, 1].map((queuePosition) => page.state({ state: 'queued', queuePosition }));

    expect(lines.map((line) => line !== '')).toEqual([true, false, true, true]);
  });

  it('has no more lines than it may, and no long ones', () => {
    const page = new WaitingPage(80);
    const lines = Array.from({ length: 600 }, (_none, at) =>
      page.progress('image', `${String(at)} ${'x'.repeat(10_000)}`),
    );

    expect(lines.filter((line) => line !== '')).toHaveLength(500);
    for (const line of lines) expect(line.length).toBeLessThan(250);
    expect(page.state({ state: 'ready' })).toBe('');
  });

  it('waits whole seconds, and none that are over', () => {
    const ends = [-1, 0.2, 2].map((seconds) => new WaitingPage(80).reload(seconds));

    expect(ends.map((end) => /content="(\d+)"/.exec(end)?.[1])).toEqual(['0', '1', '2']);
  });

  it('has no HTML of what it tells', () => {
    const page = new WaitingPage(80);
    const notice = { title: HOSTILE, message: HOSTILE, again: true };
    const told = page.begin() + page.progress('image', HOSTILE) + page.fail(notice) + noticePage(notice);

    expect(told).not.toMatch(/<script|evil\.com'>|<meta http-equiv/);
    expect(told.match(/&#60;script&#62;/g)).toHaveLength(6);
  });

  it('does not load itself again when it failed', () => {
    const end = new WaitingPage(80).fail({ title: 'Full', message: 'There is no room.', again: true });

    expect(end).not.toContain('refresh');
    expect(end).toMatch(/<h1 role="alert">Full<\/h1>\s*<p>There is no room.<\/p>\s*<p><a href="">Try again<\/a><\/p>/);
    expect(noticePage({ title: 'Over', message: 'Open it anew.', again: false })).not.toContain('<a ');
  });
});

describe('the headers of such a page', () => {
  it('allow its style and nothing else', () => {
    const policy = pageHeaders([])['Content-Security-Policy'];
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(new WaitingPage(80).begin()) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');

    expect(style).not.toBe('');
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`,
    );
  });

  it('let pages of the origins that are named frame it', () => {
    const { 'Content-Security-Policy': policy, ...others } = pageHeaders(['https://app.example.com']);

    expect(policy).toMatch(/; frame-ancestors 'self' https:\/\/app\.example\.com$/);
    expect(others).toEqual({
      'Content-Type': 'text/html; charset=utf-8',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
  });
});
