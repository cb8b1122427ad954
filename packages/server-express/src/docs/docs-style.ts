/** All there is of style; the page allows no other. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --link: light-dark(#0b57d0, #8ab4f8); }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; box-sizing: border-box; padding: 1rem; border-right: 1px solid var(--line); font-size: .875rem; }
nav ul { list-style: none; margin: 0 0 .75rem; padding: 0 0 0 .75rem; }
nav summary { font-weight: 600; cursor: pointer; }
main { padding: 1rem 2rem 4rem; max-width: 60rem; }
a { color: var(--link); }
h3 { margin: 0 0 .5rem; font-size: 1.0625rem; overflow-wrap: anywhere; }
h4 { margin: 1rem 0 .25rem; font-size: .875rem; }
article { margin: 0 0 2rem; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; }
article:target { outline: 2px solid var(--link); }
p { margin: .25rem 0; }
code, pre { font: .8125rem/1.45 ui-monospace, monospace; }
code.type { white-space: pre-wrap; }
pre { margin: .25rem 0; padding: .75rem; overflow: auto; background: var(--soft); border-radius: .25rem; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
td, th { padding: .375rem .5rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { width: 3.5rem; }
.method { padding: .125rem .4rem; border-radius: .25rem; background: var(--soft); font: 600 .8125rem ui-monospace, monospace; }
.id, .open, .headers { font-size: .8125rem; font-weight: 400; }
.open { padding: .0625rem .375rem; border: 1px solid var(--line); border-radius: .25rem; }
@media (max-width: 48rem) { body { display: block; } nav { position: static; height: auto; border: 0; } main { padding: 1rem; } }
`;
