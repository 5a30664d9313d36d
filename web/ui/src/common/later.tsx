import { type ComponentType, lazy, type LazyExoticComponent, useEffect, useState } from "react";
import { needTexts } from "../i18n";
import { useConnected } from "../live/live";
import type { PageTexts } from "../locales/staff";
import { ErrorState } from "./states";

type Read<Props> = () => Promise<ComponentType<Props>>;

/** What is loaded when it is looked at, with the texts that only it needs. */
export function later<Props extends object>(
  load: Read<Props>,
  ...texts: readonly (keyof PageTexts)[]
): LazyExoticComponent<ComponentType<Props>> {
  const read: Read<Props> = async () => {
    const [component] = await Promise.all([load(), needTexts(...texts)]);
    return component;
  };
  return lazy(async () => ({ default: await read().catch(() => unread(read)) }));
}

/** In place of what could not be loaded: React would remember the failure, and take the whole panel off the screen. */
function unread<Props extends object>(read: Read<Props>): ComponentType<Props> {
  return function Unloaded(props: Props) {
    const [Found, setFound] = useState<ComponentType<Props> | null>(null);
    const connected = useConnected();
    const [tries, setTries] = useState(0);
    useEffect(() => {
      if (!connected && tries === 0) return;
      lostStyles().then(read).then((component) => { setFound(() => component); }, tries === 0 ? () => undefined : anew);
    }, [connected, tries]);
    if (Found) return <Found {...props} />;
    return <ErrorState fault={null} onRetry={() => { setTries(tries + 1); }} />;
  };
}

/** A page's style sheets are asked for once only: those that did not come are asked for again. */
async function lostStyles(): Promise<void> {
  const lost = [...document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")].filter((link) => !hasCome(link));
  await Promise.all(
    lost.map(async (link) => {
      const again = document.createElement("link");
      again.rel = "stylesheet";
      again.href = link.href;
      await new Promise((resolve, reject) => {
        again.onload = resolve;
        again.onerror = reject;
        link.replaceWith(again);
      });
    }),
  );
}

/** Of a sheet that did not come, a browser keeps none, or one that nobody may look into. */
function hasCome({ sheet }: HTMLLinkElement): boolean {
  try {
    return sheet !== null && sheet.cssRules.length >= 0;
  } catch {
    return false;
  }
}

/** Where the server answers, and has it no more, it was renewed; and a browser may remember that a file was not there. */
async function anew(): Promise<void> {
  const { ok } = await fetch("/login", { method: "HEAD", cache: "no-store" }).catch(() => ({ ok: false }));
  if (ok) location.reload();
}
