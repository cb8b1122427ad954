import { execFileSync } from 'node:child_process';
import { hasBackend } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { missingEngine } from './kill/missing-engine.js';
import { eventually } from './eventually.js';
import { DataDir, ServerProcess } from './server-process.js';

const docker = (...args: readonly string[]) => execFileSync('docker', [...args], { encoding: 'utf8' }).trim();

const PROGRAM = `
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told = [self.path, str(len(body)), self.headers["X-Carrel-Session"], str(self.headers["Authorization"])]
        self.send_response(200)
        self.end_headers()
        self.wfile.write("\\n".join(told).encode())
http.server.ThreadingHTTPServer(("127.0.0.1", 8000), Handler).serve_forever()
`;

describe.runIf(hasBackend('Docker ports', missingEngine()))('a box without a network', () => {
  it('has its web server reached through the proxy, and nothing else', { timeout: 300_000 }, async () => {
    await using dataDir = new DataDir();
    await using server = await ServerProcess.launch(dataDir, ['--runtime', 'docker'], {
      CARREL_WORKSPACES__NETWORK: 'none',
    }).listening;
    await server.client.register('ada@example.com');
    const ada = await server.client.logIn('ada@example.com');
    const session = await ada.session();
    const start = () => ada.post(`/sessions/${session}/workspace?waitMs=60000`);
    let started = await start();
    while (started.status === 202) started = await start();
    const [box = ''] = docker('ps', '--quiet', '--filter', `label=carrel.session=${session}`).split('\n');
    expect(docker('inspect', '--format', '{{.HostConfig.NetworkMode}}', box)).toBe('none');

    const at = `/sessions/${session}/ports/8000`;
    const refused = await ada.get(`${at}/`);
    expect([refused.status, refused.json()['type']]).toEqual([502, 'port/refused']);
    await ada.put(`/sessions/${session}/files/content?path=web.py`, PROGRAM);
    await ada.post(`/sessions/${session}/commands`, { argv: ['python3', 'web.py'], background: true });

    const ask = () => ada.call('POST', `${at}/a%2Fb?c=%20`, 'x'.repeat(1_000_000));
    let answer = refused;
    await eventually(async () => (answer = await ask()).status !== 502, 60_000);
    expect([answer.status, answer.text]).toEqual([200, `/a%2Fb?c=%20\n1000000\n${session}\nNone`]);
    expect((await ada.get(`/sessions/${session}/ports/169.254.169.254/latest/meta-data`)).status).toBe(400);

    expect((await ada.delete(`/sessions/${session}`)).status).toBe(204);
    expect((await ada.get(`${at}/`)).status).toBe(404);
  });
});
