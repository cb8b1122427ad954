import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** A directory in which certificates are made and put in place. */
export class Certificates implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'carrel-tls-'));
  readonly certFile = join(this.path, 'tls.crt');
  readonly keyFile = join(this.path, 'tls.key');
  private made = 0;

  /** A pair for `name` at this machine, signed by itself. */
  make(name: string, days = 30): Pair {
    const place = join(this.path, `made-${String((this.made += 1))}`);
    const [key, cert] = [`${place}.key`, `${place}.crt`];
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert];
    execFileSync('openssl', ['req', '-x509', ...made, '-days', String(days), ...subject], { stdio: 'pipe' });
    return { cert, key };
  }

  /** Puts a pair where the server looks, each by a rename, as certbot does. */
  install({ cert, key }: Pair): void {
    this.link(cert, this.certFile);
    this.link(key, this.keyFile);
  }

  /** Puts a text there in place of the certificate. */
  spoil(text: string): void {
    writeFileSync(`${this.certFile}.new`, text);
    renameSync(`${this.certFile}.new`, this.certFile);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private link(target: string, place: string): void {
    symlinkSync(target, `${place}.new`);
    renameSync(`${place}.new`, place);
  }
}
