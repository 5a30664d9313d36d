/** @jsxImportSource preact */
import { useEffect, useState } from "preact/hooks";
import { DRAWINGS, Kettle } from "./drawings";
import { firstLanguage, keepLanguage, showLanguage } from "./language";
import { LanguageChoice } from "./language-choice";
import { SHOP_TEXTS } from "./shop-texts";

/** A shop's page, as far as a visitor needs it to have a question. The chat comes with the page's one script tag. */
export function Shop() {
  const [language, setLanguage] = useState(firstLanguage);
  const texts = SHOP_TEXTS[language];
  useEffect(() => {
    showLanguage(language);
    document.title = texts.name;
  }, [language, texts]);
  return (
    <>
      <header>
        <a class="name" href="/visitor">
          <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
            <path d="M4 15 16 4l12 11v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2z" fill="currentColor" />
            <path d="M12 28v-7a4 4 0 0 1 8 0v7z" class="door" />
          </svg>
          {texts.name}
        </a>
        <nav>
          {texts.sections.map((section) => (
            <a key={section} href="#new">{section}</a>
          ))}
        </nav>
        <LanguageChoice
          label={texts.language}
          language={language}
          choose={(to) => {
            keepLanguage(to);
            setLanguage(to);
          }}
        />
      </header>
      <main>
        <section class="hero">
          <div>
            <h1>{texts.headline}</h1>
            <p>{texts.lead}</p>
            <a class="look" href="#new">{texts.look}</a>
          </div>
          <div class="stage"><Kettle /></div>
        </section>
        <section id="new">
          <h2>{texts.new}</h2>
          <ul class="products">
            {texts.products.map(({ name, about, price }, number) => {
              const Drawing = DRAWINGS[number];
              return (
                <li key={name}>
                  <div class="picture">{Drawing && <Drawing />}</div>
                  <h3>{name}</h3>
                  <p>{about}</p>
                  <strong>{price}</strong>
                </li>
              );
            })}
          </ul>
        </section>
        <section class="promises">
          {texts.promises.map(({ title, about }) => (
            <div key={title}>
              <h3>{title}</h3>
              <p>{about}</p>
            </div>
          ))}
        </section>
        <section class="help">
          <h2>{texts.help}</h2>
          <p>{texts.helpAbout}</p>
        </section>
      </main>
      <footer>{texts.foot}</footer>
    </>
  );
}
