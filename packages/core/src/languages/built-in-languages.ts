import { bash } from './catalogue/bash.js';
import { c } from './catalogue/c.js';
import { cpp } from './catalogue/cpp.js';
import { csharp } from './catalogue/csharp.js';
import { go } from './catalogue/go.js';
import { java } from './catalogue/java.js';
import { javascript } from './catalogue/javascript.js';
import { kotlin } from './catalogue/kotlin.js';
import { lua } from './catalogue/lua.js';
import { perl } from './catalogue/perl.js';
import { php } from './catalogue/php.js';
import { python } from './catalogue/python.js';
import { r } from './catalogue/r.js';
import { ruby } from './catalogue/ruby.js';
import { rust } from './catalogue/rust.js';
import { sql } from './catalogue/sql.js';
import { typescript } from './catalogue/typescript.js';
import type { Language } from './language.js';

/** The languages every installation starts with. */
export const builtInLanguages: readonly Language[] = [
  bash,
  c,
  cpp,
  csharp,
  go,
  java,
  javascript,
  kotlin,
  lua,
  perl,
  php,
  python,
  r,
  ruby,
  rust,
  sql,
  typescript,
];
