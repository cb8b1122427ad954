import type { SuppliedFile } from '@carrel/core/languages';

/** By language, a program that takes its compiler more time than anybody has. */
export const endlessBuilds: Readonly<Record<string, readonly SuppliedFile[]>> = {
  c: [
    {
      path: 'main.c',
      content: `${macros()}int main(void) { return m12; }\n`,
    },
  ],
  cpp: [
    {
      path: 'main.cpp',
      content: `template <int N, long P> struct Tree { enum { size = Tree<N - 1, 2 * P>::size + Tree<N - 1, 2 * P + 1>::size }; };
template <long P> struct Tree<0, P> { enum { size = P & 1 }; };
int main() { return Tree<40, 1>::size; }
`,
    },
  ],
  rust: [
    {
      path: 'main.rs',
      content: `macro_rules! grow { ($($all:tt)*) => { grow!{ $($all)* $($all)* } } }
fn main() { grow!{ 1 + } }
`,
    },
  ],
};

/** Twelve macros, each of which holds the one before ten times. */
function macros(): string {
  const holds = (n: number) => (n === 0 ? '1' : `${`m${n - 1} + `.repeat(10)}0`);
  return Array.from({ length: 13 }, (_, n) => `#define m${n} ${holds(n)}\n`).join('');
}
