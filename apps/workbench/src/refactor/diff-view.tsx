/** A unified diff, line by line; what each line is can be told without its colour. */
export function DiffView({ diff }: { readonly diff: string }) {
  return (
    <pre class="diff" aria-label="What would change" tabIndex={0}>
      {diff
        .replace(/\n$/u, '')
        .split('\n')
        .map((line, index) => (
          <span key={index} class={kindOf(line)}>
            {line === '' ? ' ' : line}
          </span>
        ))}
    </pre>
  );
}

function kindOf(line: string): string {
  if (/^(?:diff --git |--- |\+\+\+ |index |rename |similarity |new file|deleted file)/u.test(line)) return 'head';
  if (line.startsWith('@@')) return 'hunk';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : 'same';
}
