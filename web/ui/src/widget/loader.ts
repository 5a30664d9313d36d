/**
 * The script that a website names: <script src="https://…/widget.js" async></script>
 *
 * It draws a button and, when that is pressed, a frame with our own page. Both live in a shadow tree, so that neither
 * side's styles reach the other, and the website sees nothing of what is said. It imports nothing: the build makes one
 * small file of it. Options: data-language (en, fa, ru, th; else the page's own), data-color (#rrggbb), data-theme (light, dark).
 */

/** The build puts them here out of locales/, so that the script stays one file. */
declare const LOADER_TEXTS: { en: Label } & Record<string, Label>;
type Label = Record<"open" | "close" | "title" | "direction" | "locale", string>;

(() => {
  const script = document.currentScript as HTMLScriptElement | null;
  if (!script || document.querySelector("threadline-chat")) return;
  const site = new URL(script.src).origin;
  const { language: fixed, color, theme } = script.dataset;
  const OPEN_CHAT = "threadline.chat";
  const SHOWN = "threadline.shown";
  const GREETED = "threadline.greeted";
  const LABELS = LOADER_TEXTS;
  const narrow = matchMedia("(max-width: 480px)");
  const language = () => {
    const wish = (fixed ?? (document.documentElement.lang || navigator.language)).slice(0, 2);
    return wish in LABELS ? wish : "en";
  };
  const labels = () => LABELS[language()] ?? LOADER_TEXTS.en;
  const solid = /^#[0-9a-f]{6}$/i.test(color ?? "") ? (color ?? "") : "#0d7a6d";

  const host = document.createElement("threadline-chat");
  const shadow = host.attachShadow({ mode: "closed" });
  // A sheet made by script is no inline style: a website's own policy against those does not stop it.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; position: fixed; z-index: 2147483000; inset: auto; }
    button { position: fixed; inset-block-end: 20px; inset-inline-end: 20px; width: 60px; height: 60px; padding: 0;
      border: 0; border-radius: 50%; background: ${solid}; color: #fff; cursor: pointer; display: grid; place-items: center;
      box-shadow: 0 4px 12px rgb(0 0 0 / 14%), 0 12px 32px -8px rgb(0 0 0 / 26%); transition: transform .16s; }
    button:hover { transform: scale(1.05); }
    button:focus-visible { outline: 3px solid ${solid}; outline-offset: 3px; }
    svg { width: 28px; height: 28px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
    i { position: absolute; inset-block-start: -2px; inset-inline-end: -2px; min-width: 22px; height: 22px; padding: 0 6px;
      box-sizing: border-box; border-radius: 11px; background: #b3261e; color: #fff; box-shadow: 0 0 0 2px #fff;
      font: 600 12px/22px system-ui, sans-serif; text-align: center; }
    .hello { position: fixed; inset-block-end: 96px; inset-inline-end: 20px; display: flex; gap: 4px; align-items: start;
      max-width: min(300px, calc(100vw - 40px)); padding: 4px; border-radius: 18px 18px 6px; background: Canvas; color: CanvasText;
      color-scheme: light dark; box-shadow: 0 0 0 1px rgb(0 0 0 / 6%), 0 12px 32px -8px rgb(0 0 0 / 26%); animation: rise .2s ease-out; }
    .hello:dir(rtl) { border-radius: 18px 18px 18px 6px; }
    .hello button { all: unset; cursor: pointer; box-sizing: border-box; min-height: 44px; padding: 10px 12px; border-radius: 14px;
      font: 15px/1.45 system-ui, sans-serif; }
    .hello button + button { padding: 0; min-width: 44px; text-align: center; line-height: 44px; opacity: .65; }
    .hello button:focus-visible { outline: 2px solid ${solid}; }
    [hidden] { display: none !important; }
    iframe { position: fixed; inset-block-end: 96px; inset-inline-end: 20px; width: 392px; max-width: calc(100vw - 40px);
      height: 664px; max-height: calc(100dvh - 116px); border: 0; border-radius: 20px; background: Canvas; color-scheme: light dark;
      box-shadow: 0 0 0 1px rgb(0 0 0 / 6%), 0 24px 64px -12px rgb(0 0 0 / 32%); animation: rise .2s ease-out; }
    @keyframes rise { from { opacity: 0; transform: translateY(12px); } }
    @media (max-width: 480px) {
      iframe { inset: 0; width: 100%; max-width: none; height: 100dvh; max-height: none; border-radius: 0; }
      button.open { display: none; }
    }
    @media (prefers-reduced-motion: reduce) { iframe, .hello { animation: none; } button { transition: none; } }
  `);
  shadow.adoptedStyleSheets = [sheet];

  const button = document.createElement("button");
  button.type = "button";
  const CHAT = "M5 18.5 4 21l3.6-1.3A9 9 0 1 0 5 18.5zM8.5 12h.01M12 12h.01M15.5 12h.01";
  const DOWN = "m6 9 6 6 6-6";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.append(path);
  const badge = document.createElement("i");
  badge.hidden = true;
  button.append(svg, badge);
  shadow.append(button);

  let frame: HTMLIFrameElement | null = null;
  let ready = false;
  let shown = false;
  let scrolls = "";
  /** The number of what was said of our own accord. */
  let greeted: number | null = null;
  let hello: HTMLElement | null = null;

  const say = (word: object) => {
    if (ready) frame?.contentWindow?.postMessage(word, site);
  };
  const remember = (store: () => Storage, key: string, yes: boolean) => {
    try {
      if (yes) store().setItem(key, "1");
      else store().removeItem(key);
    } catch {
      // A website without storage: the chat is opened by hand on each page.
    }
  };
  const remembers = (store: () => Storage, key: string) => {
    try {
      return store().getItem(key) !== null;
    } catch {
      return false;
    }
  };
  const lasting = () => localStorage;
  const now = () => sessionStorage;

  function load(): void {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.allow = "microphone; clipboard-write; autoplay";
    frame.hidden = true;
    const options = new URLSearchParams({ language: language(), page: location.origin + location.pathname, origin: location.origin });
    if (color) options.set("color", solid);
    if (theme) options.set("theme", theme);
    if (greeted !== null) options.set("greeting", String(greeted));
    frame.src = `${site}/widget#${options.toString()}`;
    shadow.append(frame);
    draw();
  }

  function draw(): void {
    const { open, close, title, direction } = labels();
    host.dir = direction;
    host.lang = language();
    button.setAttribute("aria-label", shown ? close : open);
    button.setAttribute("aria-expanded", String(shown));
    button.title = shown ? close : open;
    button.className = shown ? "open" : "";
    path.setAttribute("d", shown ? DOWN : CHAT);
    if (frame) {
      frame.title = title;
      frame.hidden = !shown;
    }
    badge.hidden = shown || badge.textContent === "";
  }

  function show(yes: boolean, byHand = true): void {
    if (yes) load();
    if (yes !== shown && narrow.matches) {
      // Behind a full screen nothing scrolls.
      const style = document.documentElement.style;
      if (yes) scrolls = style.overflow;
      style.overflow = yes ? "hidden" : scrolls;
    }
    shown = yes;
    if (yes) hello?.remove();
    remember(now, SHOWN, yes);
    draw();
    say({ threadline: "shown", shown });
    if (!byHand) return;
    if (yes) frame?.focus();
    else button.focus();
  }

  button.addEventListener("click", () => { show(!shown); });
  addEventListener("message", (event: MessageEvent<{ threadline?: string; count?: number; open?: boolean } | null>) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== site) return;
    const word = event.data;
    if (word?.threadline === "ready") {
      ready = true;
      say({ threadline: "shown", shown });
    }
    if (word?.threadline === "close") show(false);
    if (word?.threadline === "chat") remember(lasting, OPEN_CHAT, word.open === true);
    if (word?.threadline === "unread") {
      const count = Number(word.count) || 0;
      badge.textContent = count ? (count > 9 ? "9+" : count.toLocaleString(labels().locale)) : "";
      draw();
    }
  });
  if (!fixed) {
    new MutationObserver(() => {
      draw();
      say({ threadline: "language", language: language() });
    }).observe(document.documentElement, { attributeFilter: ["lang"] });
  }

  /** Say something of our own accord to who stays on this page, once a visit, and never over a chat. */
  async function greet(): Promise<void> {
    interface Greeting { page: string; after_s: number; text: Record<string, string> }
    if (remembers(lasting, OPEN_CHAT)) return;
    const asked = `${site}/api/v1/visitor/site?page=${encodeURIComponent(location.origin + location.pathname)}`;
    const answer = await fetch(asked, { credentials: "omit" });
    if (answer.status === 403) {
      // Nothing would come up behind the button: this website may not show the chat.
      host.remove();
      console.warn(((await answer.json()) as { message: string }).message);
      return;
    }
    const { greetings } = (await answer.json()) as { greetings?: Greeting[] };
    const fits = ({ page }: Greeting) => (page.endsWith("*") ? location.pathname.startsWith(page.slice(0, -1)) : location.pathname === page);
    const number = greetings?.findIndex(fits) ?? -1;
    const greeting = greetings?.[number];
    if (!greeting || remembers(now, GREETED)) return;
    setTimeout(() => {
      const text = greeting.text[language()] ?? greeting.text.en;
      if (shown || frame || !text || remembers(now, GREETED)) return;
      greeted = number;
      remember(now, GREETED, true);
      hello = document.createElement("div");
      hello.className = "hello";
      hello.setAttribute("role", "status");
      const words = document.createElement("button");
      words.type = "button";
      words.textContent = text;
      words.addEventListener("click", () => { show(true); });
      const away = document.createElement("button");
      away.type = "button";
      away.textContent = "\u00d7";
      away.setAttribute("aria-label", labels().close);
      away.addEventListener("click", () => { hello?.remove(); });
      hello.append(words, away);
      shadow.append(hello);
    }, greeting.after_s * 1000);
  }

  const begin = () => {
    document.body.append(host);
    draw();
    // A chat that is open goes on over page loads: its frame is there at once, to hear of what is new.
    if (remembers(now, SHOWN) && !narrow.matches) show(true, false);
    else if (remembers(lasting, OPEN_CHAT)) load();
    // A website whose own policy lets its pages ask nobody has no greetings; the chat works all the same.
    greet().catch(() => undefined);
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
})();
