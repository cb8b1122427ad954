import { err, ok, type Result } from '../kernel/index.js';
import type { Language } from './language.js';
import { languageNotFound, type LanguageNotFound } from './language-errors.js';

/** The languages that sessions may be created with. */
export interface LanguageCatalogue {
  /** All of them, by id. */
  list(): readonly Language[];
  /** By id or alias, in any case. */
  get(name: string): Result<Language, LanguageNotFound>;
}

/** A catalogue of `entries`; a later entry takes the place of an earlier one with the same id. */
export function createLanguageCatalogue(entries: readonly Language[]): LanguageCatalogue {
  const byId = new Map(entries.map((language) => [language.id, language]));
  const languages = [...byId.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  const byName = new Map<string, Language>();
  for (const language of languages) for (const alias of language.aliases) byName.set(alias.toLowerCase(), language);
  for (const language of languages) byName.set(language.id, language);
  return {
    list: () => languages,
    get(name) {
      const language = byName.get(name.toLowerCase());
      return language === undefined ? err(languageNotFound(name)) : ok(language);
    },
  };
}
