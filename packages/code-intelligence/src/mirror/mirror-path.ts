/** The longest path and the longest name of a file that a mirror holds, in bytes. */
const MAX_PATH_BYTES = 2_000;
const MAX_NAME_BYTES = 255;
const MAX_DEPTH = 100;

/**
 * Whether a path of a source can be one in a mirror, and in the URIs of a language server: relative, without `.` and `..`, without
 * control characters or what is no text.
 */
export function isMirrorPath(path: string): boolean {
  if (path === '' || Buffer.byteLength(path) > MAX_PATH_BYTES || !isPlainText(path)) return false;
  const names = path.split('/');
  return names.length <= MAX_DEPTH && names.every(isName);
}

function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && Buffer.byteLength(name) <= MAX_NAME_BYTES;
}

function isPlainText(path: string): boolean {
  return !/[\p{Cc}\p{Cs}\u2028\u2029\ufffd]/u.test(path);
}
