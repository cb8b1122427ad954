import type { ApiClient } from '../api-client.js';
import type { Chance } from '../kill/chance.js';

/** Changes a tree in every way that programs and the interface have, as chance decides. */
export class TreeWriter {
  private count = 0;

  constructor(
    private readonly place: { readonly client: ApiClient; readonly session: string; readonly root: string },
    private readonly chance: Chance,
  ) {}

  /** Some changes in a row, as fast as a shell makes them, or one through the interface. */
  async change(): Promise<void> {
    const { client, session } = this.place;
    if (this.chance.below(4) === 0) {
      this.count += 1;
      await client.put(`/sessions/${session}/files/content?path=${this.file()}`, `put ${String(this.count)}`);
      return;
    }
    const steps = Array.from({ length: 1 + this.chance.below(12) }, () => this.step());
    // Some steps find nothing to do, or something in their way.
    const shell = `exec 2>/dev/null; ${steps.join('; ')}; true`;
    const answer = await client.post(`/sessions/${session}/commands`, { shell });
    if (answer.status !== 200) throw new Error(answer.text);
  }

  private step(): string {
    const text = String((this.count += 1));
    const [dir, other, file, another] = [this.directory(), this.directory(), this.file(), this.file()];
    const steps = [
      `mkdir -p ${dir}`,
      `mkdir -p ${dir} && echo ${text} > ${dir}/f`,
      `echo ${text} > ${file}`,
      `echo ${text} >> ${file}`,
      `rm -rf ${dir}`,
      `rm -f ${file}`,
      `mv -T ${file} ${another}`,
      `mv -T ${dir} ${other}`,
      `mv -T ${dir} ${dir}x && mv -T ${dir}x ${other}`,
      // A directory that has another name before anybody has looked into it.
      `mkdir -p new/sub && echo ${text} > new/sub/f && mv -T new ${other}`,
      `mkdir -p ${dir}n/sub && echo ${text} > ${dir}n/sub/g && mv -T ${dir}n ${other}`,
      `mv -T ${dir} out && echo ${text} > out/gone; mv -T out ${other}; rm -rf out`,
      `mv -T ${dir} out && mkdir ${dir} && mv -T out ${dir}/back; rm -rf out`,
      `cp -rT ${dir} ${other}`,
      `echo ${text} > ${file}.new && mv -T ${file}.new ${file}`,
      `echo ${text} > new && mv -T new ${file}`,
      `mkdir -p ${dir}/deep/er && echo ${text} > ${dir}/deep/er/f && mv -T ${dir}/deep ${dir}/moved && mv -T ${dir} ${other}`,
    ];
    return steps[this.chance.below(steps.length)] ?? '';
  }

  private directory(): string {
    const { root } = this.place;
    const [one, other] = [this.name('abc'), this.name('abc')];
    return this.chance.below(2) === 0 ? `${root}/${one}` : `${root}/${one}/${other}`;
  }

  private file(): string {
    return `${this.directory()}/${this.name('fgh')}`;
  }

  private name(letters: string): string {
    return letters[this.chance.below(letters.length)] ?? '';
  }
}
