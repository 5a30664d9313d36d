/** @jsxImportSource preact */
import { useEffect, useState } from "preact/hooks";
import type { ChatMessage } from "../api/schema";
import { LANGUAGES } from "../locales/languages";
import { Icon } from "../visitor/icons";
import type { Language } from "../visitor/language";
import * as server from "./interface";
import type { Texts } from "./texts";

type File = ChatMessage["attachments"][number];

/** Addresses that were made of files: each is fetched once. */
const known = new Map<string, Promise<string>>();

function addressOf({ sha256 }: File): Promise<string> {
  const address = known.get(sha256) ?? server.fileAddress(sha256);
  known.set(sha256, address);
  address.catch(() => known.delete(sha256));
  return address;
}

interface FileOf {
  file: File;
  texts: Texts;
  language: Language;
}

/** A picture is shown, a sound is played, and anything else is offered to be kept. */
export function Attachment({ file, texts, language }: FileOf) {
  const shown = /^(image|audio)\//.exec(file.type)?.[1];
  const [address, setAddress] = useState("");
  useEffect(() => {
    if (shown) addressOf(file).then(setAddress, () => undefined);
  }, [file, shown]);
  if (shown === "image" && address) {
    return (
      <a class="picture" href={address} download={file.name}>
        <img src={address} alt={file.name} />
      </a>
    );
  }
  if (shown === "audio" && address) return <audio class="sound" controls src={address} aria-label={texts.voice} />;
  return (
    <button
      type="button"
      class="file"
      onClick={() => {
        addressOf(file).then((made) => {
          Object.assign(document.createElement("a"), { href: made, download: file.name }).click();
        }, () => undefined);
      }}
    >
      <Icon name="clip" size={18} />
      <bdi>{file.name}</bdi>
      <small>{size(file.size, language)}</small>
    </button>
  );
}

function size(bytes: number, language: Language): string {
  const kilobytes = Math.max(1, Math.round(bytes / 1024));
  const [value, unit] = kilobytes < 1024 ? [kilobytes, "kilobyte"] : [kilobytes / 1024, "megabyte"];
  return value.toLocaleString(LANGUAGES[language].locale, { style: "unit", unit, maximumFractionDigits: 1 });
}
