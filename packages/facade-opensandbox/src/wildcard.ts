/**
 * Whether a path, or a name alone, fits a pattern of `*`, `?` and `**`, which stands for any number of folders. It takes at most as
 * many steps as the pattern has characters for each of the path's.
 */
export function fits(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const parts = path.split('/');
  // `open[i]`: the first `i` parts of the pattern stand for the parts that were seen.
  let open = withEmpty(new Set([0]), wanted);
  for (const part of parts) {
    const next = new Set<number>();
    for (const at of open) {
      const segment = wanted[at];
      if (segment === undefined) continue;
      if (segment === '**') next.add(at);
      else if (fitsSegment(segment, part)) next.add(at + 1);
    }
    open = withEmpty(next, wanted);
  }
  return open.has(wanted.length);
}

/** With the parts that may stand for nothing. */
function withEmpty(open: Set<number>, wanted: readonly string[]): Set<number> {
  for (const at of open) if (wanted[at] === '**') open.add(at + 1);
  return open;
}

function fitsSegment(pattern: string, text: string): boolean {
  let [at, from] = [0, 0];
  // Where the last star is, and up to where it stands for the text.
  let [star, upTo] = [-1, 0];
  while (from < text.length) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at;
      upTo = from;
      at += 1;
    } else if (wanted === '?' || wanted === text[from]) {
      at += 1;
      from += 1;
    } else if (star === -1) return false;
    else {
      upTo += 1;
      from = upTo;
      at = star + 1;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
