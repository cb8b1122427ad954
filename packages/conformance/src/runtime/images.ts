import assert from 'node:assert/strict';
import type { WorkspaceImage } from '@carrel/core/languages';
import type { Cases } from '../cases.js';
import { expectErr } from '../expect-result.js';
import type { OpenRuntime } from './open-runtime.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

const NO_IMAGE: WorkspaceImage = {
  ...{ tag: 'carrel/workspace:none', base: 'none', sizeMb: 0 },
  ...{ languages: [], packages: [], sources: [], certificates: [], env: {} },
};

/** What `prepareImage` promises. */
export function describeImages(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const has = options.capabilities.images;
  const makes = has ? needs(options, 'missingImage') : { has, lacks: 'it has no images' };
  cases.group('images', () => {
    cases.itWhen(
      { has: !has, lacks: 'it has images' },
      'prepareImage fails with runtime/unsupported without the capability',
      async ({ runtime }) => {
        const error = await expectErr(runtime.prepareImage(NO_IMAGE), 'runtime/unsupported');
        assert.equal(error.capability, 'images');
      },
    );

    cases.itWhen(
      makes,
      'no box boots from an image that is not there, and one does when it was prepared',
      async (open) => {
        const image = imageOf(open);
        await expectErr(open.runtime.create(open.spec({ image: image.tag })), 'runtime/unavailable');
        await open.must('prepareImage', open.runtime.prepareImage(image));
        await open.connect(await open.box({ image: image.tag }));
      },
    );

    cases.itWhen(makes, 'preparing an image tells what is done, and nothing once it is there', async (open) => {
      const image = imageOf(open);
      const lines: string[] = [];
      const onProgress = (line: string) => lines.push(line);
      await open.must('prepareImage', open.runtime.prepareImage(image, { onProgress }));
      assert.ok(lines.length > 0);
      assert.deepEqual(
        lines.filter((line) => line.trim() === '' || line.includes('\n')),
        [],
      );
      lines.length = 0;
      await open.must('prepareImage', open.runtime.prepareImage(image, { onProgress }));
      assert.deepEqual(lines, []);
    });

    cases.itWhen(
      makes,
      'those who ask for the same image at the same time share its making, and all hear of it',
      async (open) => {
        const image = imageOf(open);
        const heard: string[][] = [[], [], []];
        const all = heard.map((lines) => open.runtime.prepareImage(image, { onProgress: (line) => lines.push(line) }));
        for (const one of all) await open.must('prepareImage', one);
        assert.ok((heard[0] ?? []).length > 0);
        assert.deepEqual(heard, [heard[0], heard[0], heard[0]]);
      },
    );

    describeGivingUp(cases, makes);
  });
}

function describeGivingUp(cases: Cases<OpenRuntime>, makes: { readonly has: boolean; readonly lacks: string }): void {
  cases.itWhen(
    makes,
    'prepareImage fails with request/aborted when its signal has fired, and makes nothing',
    async (open) => {
      const image = imageOf(open);
      await expectErr(open.runtime.prepareImage(image, { signal: AbortSignal.abort() }), 'request/aborted');
      await expectErr(open.runtime.create(open.spec({ image: image.tag })), 'runtime/unavailable');
    },
  );

  cases.itWhen(makes, 'one who gives up does not end the making of an image for the others', async (open) => {
    const image = imageOf(open);
    const gaveUp = new AbortController();
    const first = open.runtime.prepareImage(image, {
      signal: gaveUp.signal,
      onProgress: () => {
        gaveUp.abort();
      },
    });
    const second = open.runtime.prepareImage(image);
    await expectErr(first, 'request/aborted');
    await open.must('prepareImage', second);
    await open.must('create', open.runtime.create(open.spec({ image: image.tag })));
  });

  cases.itWhen(makes, 'an image that everybody gave up can be asked for again', async (open) => {
    const image = imageOf(open);
    const gaveUp = new AbortController();
    const onProgress = () => {
      gaveUp.abort();
    };
    await expectErr(open.runtime.prepareImage(image, { signal: gaveUp.signal, onProgress }), 'request/aborted');
    await open.must('prepareImage', open.runtime.prepareImage(image));
    await open.must('create', open.runtime.create(open.spec({ image: image.tag })));
  });
}

function imageOf({ subject }: OpenRuntime): WorkspaceImage {
  const image = subject.missingImage?.();
  assert.ok(image !== undefined, 'the subject has to offer missingImage, or to say that it lacks it');
  return image;
}
