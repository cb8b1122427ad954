import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import * as s3 from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PART_BYTES, startServer } from './open-storage.js';
import { elementsOf, toXml } from './s3-server/xml.js';
import { BUCKET, CREDENTIALS, REGION } from './settings.js';

/** That the test server does what the documentation of the protocol says, as a client of another hand sees it. */
describe('the test server', () => {
  it('keeps an object with its bytes, its tag and its time', async () => {
    const { send } = await connected();
    const put = await send(new s3.PutObjectCommand({ ...named('a'), Body: 'hello' }));
    expect(put.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    const got = await send(new s3.GetObjectCommand(named('a')));
    expect(await got.Body?.transformToString()).toBe('hello');
    expect(got).toMatchObject({ ContentLength: 5, ETag: put.ETag });
    expect(await send(new s3.HeadObjectCommand(named('a')))).toMatchObject({ ContentLength: 5 });
    await send(new s3.DeleteObjectCommand(named('a')));
    await send(new s3.DeleteObjectCommand(named('a')));
    await expect(send(new s3.GetObjectCommand(named('a')))).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(send(new s3.HeadObjectCommand(named('a')))).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('gives ranges', async () => {
    const { send } = await connected();
    await send(new s3.PutObjectCommand({ ...named('a'), Body: '0123456789' }));
    await send(new s3.PutObjectCommand({ ...named('empty'), Body: '' }));
    const range = async (key: string, Range: string) => {
      const { Body: body, ContentRange: given } = await send(new s3.GetObjectCommand({ ...named(key), Range }));
      return [await body?.transformToString(), given];
    };
    expect(await range('a', 'bytes=2-4')).toEqual(['234', 'bytes 2-4/10']);
    expect(await range('a', 'bytes=8-99')).toEqual(['89', 'bytes 8-9/10']);
    expect(await range('a', 'bytes=8-')).toEqual(['89', 'bytes 8-9/10']);
    await expect(range('a', 'bytes=10-12')).rejects.toMatchObject({ name: 'InvalidRange' });
    await expect(range('empty', 'bytes=0-9')).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('refuses bytes that are not those of their checksums', async () => {
    const { send, bucket } = await connected();
    const wrong = Buffer.alloc(32).toString('base64');
    const put = (more: object) => send(new s3.PutObjectCommand({ ...named('a'), Body: 'hello', ...more }));
    await expect(put({ ChecksumSHA256: wrong })).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(put({ ContentMD5: Buffer.alloc(16).toString('base64') })).rejects.toMatchObject({ name: 'BadDigest' });
    expect(bucket.objects.size).toBe(0);
  });

  it('lists in the order of the bytes of the keys, by prefix and in pages', async () => {
    const { send } = await connected();
    const keys = ['b/2', 'b/10', 'b/1', 'a', 'b/é & <x>', 'c', 'b/\u{1f600}', 'b/\uffee'];
    for (const key of keys) await send(new s3.PutObjectCommand({ ...named(key), Body: key }));
    const sorted = ['b/1', 'b/10', 'b/2', 'b/é & <x>', 'b/\uffee', 'b/\u{1f600}'];
    const listed: string[] = [];
    for (let token: string | undefined, isLast = false; !isLast;) {
      const page: s3.ListObjectsV2CommandOutput = await send(
        new s3.ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'b/', MaxKeys: 2, ContinuationToken: token }),
      );
      expect(page.KeyCount).toBe(2);
      listed.push(...(page.Contents ?? []).map(({ Key: key = '' }) => key));
      token = page.NextContinuationToken;
      isLast = page.IsTruncated !== true;
    }
    expect(listed).toEqual(sorted);
    const after = await send(new s3.ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'b/', StartAfter: 'b/10' }));
    expect(after.Contents?.map(({ Key: key }) => key)).toEqual(sorted.slice(2));
    expect(after.Contents?.[0]?.LastModified?.getMilliseconds()).toBe(0);
  });

  it('makes an object of the parts of an upload, and refuses parts that are not as they should be', async () => {
    const { send, bucket } = await connected();
    const begin = async () => (await send(new s3.CreateMultipartUploadCommand(named('a')))).UploadId;
    const upload = { ...named('a'), UploadId: await begin() };
    const bodies = [randomBytes(PART_BYTES), Buffer.from('end')];
    const parts: s3.CompletedPart[] = [];
    for (const [index, Body] of bodies.entries()) {
      const { ETag, ChecksumSHA256 } = await send(
        new s3.UploadPartCommand({ ...upload, PartNumber: index + 1, Body, ChecksumAlgorithm: 'SHA256' }),
      );
      parts.push({ PartNumber: index + 1, ETag, ChecksumSHA256 });
    }
    const complete = (Parts: s3.CompletedPart[]) =>
      send(new s3.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    const listed = await send(new s3.ListPartsCommand(upload));
    expect(listed.Parts?.map(({ Size: bytes }) => bytes)).toEqual([PART_BYTES, 3]);
    await expect(complete(parts.toReversed())).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete([{ ...parts[0], ETag: '"x"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete([...parts, { PartNumber: 3, ETag: '"x"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
    expect((await complete(parts)).ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    expect(bucket.objects.get('a')?.data.equals(Buffer.concat(bodies))).toBe(true);
    await expect(complete(parts)).rejects.toMatchObject({ name: 'NoSuchUpload' });

    const another = { ...named('b'), UploadId: (await send(new s3.CreateMultipartUploadCommand(named('b')))).UploadId };
    const uploads = await send(new s3.ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: 'b' }));
    expect(uploads.Uploads?.map(({ Key: key, UploadId: id }) => [key, id])).toEqual([['b', another.UploadId]]);
    await send(new s3.AbortMultipartUploadCommand(another));
    await expect(send(new s3.AbortMultipartUploadCommand(another))).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('refuses a part that is too small and not the last', async () => {
    const { send } = await connected();
    const upload = { ...named('a'), UploadId: (await send(new s3.CreateMultipartUploadCommand(named('a')))).UploadId };
    const parts: s3.CompletedPart[] = [];
    for (const number of [1, 2]) {
      const part = await send(
        new s3.UploadPartCommand({ ...upload, PartNumber: number, Body: 'x', ChecksumAlgorithm: 'SHA256' }),
      );
      parts.push({ PartNumber: number, ETag: part.ETag, ChecksumSHA256: part.ChecksumSHA256 });
    }
    const completed = send(new s3.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } }));
    await expect(completed).rejects.toMatchObject({ name: 'EntityTooSmall' });
  });

  it('wants a checksum by MD5 for deleting several', async () => {
    const { send } = await connected();
    const deleted = send(new s3.DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: [{ Key: 'a' }] } }));
    await expect(deleted).rejects.toMatchObject({ name: 'InvalidRequest' });
  });

  it('refuses what nobody signed', async () => {
    const { server } = await connected();
    const status = await new Promise((resolve) =>
      request(`${server.endpoint}/${BUCKET}/a`, (response) => resolve(response.statusCode)).end(),
    );
    expect(status).toBe(403);
  });
});

describe(toXml, () => {
  it('writes what elementsOf reads', () => {
    const keys = ['a&b', '<x>', '"q"', "it's", 'é', '&lt;'];
    expect(elementsOf(toXml('Root', { Key: keys }), 'Key')).toEqual(keys);
  });
});

const named = (Key: string) => ({ Bucket: BUCKET, Key });

async function connected() {
  const { server, bucket } = await startServer();
  const client = new s3.S3Client({
    endpoint: server.endpoint,
    region: REGION,
    credentials: CREDENTIALS,
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  onTestFinished(() => client.destroy());
  return { server, bucket, send: client.send.bind(client) as typeof client.send };
}
