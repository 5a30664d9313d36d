/** @jsxImportSource preact */
import { CODES, isLanguage, type Language, LANGUAGES } from "../locales/languages";

/** Every language by its own name, so that it can be found by whoever cannot read the present one. */
export function LanguageChoice({ label, language, choose }: { label: string; language: Language; choose: (to: Language) => void }) {
  return (
    <select
      class="language"
      aria-label={label}
      value={language}
      onChange={({ currentTarget }) => {
        if (isLanguage(currentTarget.value)) choose(currentTarget.value);
      }}
    >
      {CODES.map((code) => (
        <option key={code} value={code} lang={code}>{LANGUAGES[code].name}</option>
      ))}
    </select>
  );
}
