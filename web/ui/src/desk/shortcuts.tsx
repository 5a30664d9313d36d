import { Kbd, Modal, Table, Text } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { extendWrapUp } from "../api/actions";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import { useUser } from "../shell/session";
import classes from "./call.module.css";
import { openColleagues } from "./colleagues";
import { consultBy } from "./consult";
import { DIAL_FIELD } from "./dial";
import { OPEN_KEYPAD } from "./keypad";
import { NOTE_FIELD } from "./note-draft";
import { PARK, PICK_UP } from "./parked";
import { useAgentDesk } from "./provider";
import { OPEN_TRANSFER } from "./transfer";
import { openSettings } from "./settings";
import { useGoReady } from "./use-go-ready";
import { useVerbs } from "./use-verbs";

const OPEN_SHEET = "threadline:cheat-sheet";

/** Each key, by its place on the keyboard (a Persian layout types other letters), and the name of what it does. */
const SHORTCUTS = [
  ["KeyA", "A", "answer"],
  ["KeyD", "D", "decline"],
  ["KeyM", "M", "mute"],
  ["KeyH", "H", "hold"],
  ["KeyK", "K", "keypad"],
  ["KeyT", "T", "transfer"],
  ["KeyP", "P", "park"],
  ["KeyU", "U", "pickUp"],
  ["KeyJ", "J", "together"],
  ["KeyX", "X", "toggle"],
  ["KeyL", "L", "complete"],
  ["KeyZ", "Z", "takeBack"],
  ["KeyC", "C", "dial"],
  ["KeyE", "E", "end"],
  ["KeyN", "N", "note"],
  ["KeyR", "R", "ready"],
  ["KeyB", "B", "break"],
  ["KeyW", "W", "extend"],
  ["KeyQ", "Q", "colleagues"],
  ["KeyS", "S", "settings"],
  ["ArrowDown", "↓", "next"],
  ["ArrowUp", "↑", "previous"],
] as const;
const PAGES = [
  ["KeyD", "D", "/desk", "desk"],
  ["KeyM", "M", "/day", "day"],
  ["KeyC", "C", "/customers", "customers"],
  ["KeyF", "F", "/floor", "floor"],
] as const;

/** The pages that this user has. */
function usePages() {
  const { role } = useUser();
  return PAGES.filter(([, , path]) => path !== "/floor" || role !== "agent");
}

export function openCheatSheet(): void {
  window.dispatchEvent(new Event(OPEN_SHEET));
}

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input, textarea, select, [role=listbox], [role=menu], [role=dialog]") !== null)
  );
}

/** Whether a key of the desk would be typed there, though no list or dialogue is open that has keys of its own. */
function inField(target: EventTarget | null): target is HTMLElement {
  return target instanceof HTMLElement && target.matches("input, textarea") && target.closest("[role=dialog]") === null;
}

/** The desk's keyboard, and the sheet that explains it. */
export function CheatSheet() {
  const { t } = useTranslation(["desk", "common"]);
  const [open, setOpen] = useState(false);
  const pages = usePages();
  useKeyboard(() => {
    setOpen(true);
  });
  useWindowEvent(OPEN_SHEET, () => {
    setOpen(true);
  });
  return (
    <Modal
      opened={open}
      onClose={() => {
        setOpen(false);
      }}
      title={<Text fw={600}>{t("common:shortcuts")}</Text>}
      centered
      size="xl"
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Table verticalSpacing={6} withRowBorders={false} className={classes.sheet}>
        <Table.Tbody>
          {SHORTCUTS.map(([code, key, name]) => (
            <Table.Tr key={code}>
              <Table.Td>{t(`shortcut.${name}`)}</Table.Td>
              <Table.Td ta="end">
                <Kbd>{key}</Kbd>
              </Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Td>{t("shortcut.nth")}</Table.Td>
            <Table.Td ta="end">
              <Kbd>1</Kbd> … <Kbd>9</Kbd>
            </Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Td>{t("shortcut.canned")}</Table.Td>
            <Table.Td ta="end">
              <Kbd>/</Kbd>
            </Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Td>{t("shortcut.mention")}</Table.Td>
            <Table.Td ta="end">
              <Kbd>@</Kbd>
            </Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Td>{t("shortcut.leave")}</Table.Td>
            <Table.Td ta="end">
              <Kbd>Esc</Kbd>
            </Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Td>{t("shortcut.sheet")}</Table.Td>
            <Table.Td ta="end">
              <Kbd>?</Kbd>
            </Table.Td>
          </Table.Tr>
          {pages.map(([code, key, path, name]) => (
            <Table.Tr key={path + code}>
              <Table.Td>{t("shortcut.page", { page: t(`common:page.${name}`) })}</Table.Td>
              <Table.Td ta="end">
                <Kbd>G</Kbd> <Kbd>{key}</Kbd>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}

function useKeyboard(openSheet: () => void): void {
  const verbs = useVerbs();
  const goReady = useGoReady();
  const { lines, active, choose } = useAgentDesk();
  const extend = useAct(extendWrapUp, [keys.desk]);
  const pages = usePages();
  const [, go] = useLocation();
  const afterG = useRef(0);

  const step = (by: number) => {
    const at = lines.findIndex((line) => line.key === active?.key);
    const next = lines[(at + by + lines.length) % lines.length];
    if (next) choose(next.key);
  };
  const acts: Record<(typeof SHORTCUTS)[number][2], () => void> = {
    answer: verbs.accept,
    decline: () => {
      verbs.decline();
    },
    mute: verbs.mute,
    hold: verbs.hold,
    transfer: () => window.dispatchEvent(new Event(OPEN_TRANSFER)),
    park: () => window.dispatchEvent(new Event(PARK)),
    pickUp: () => window.dispatchEvent(new Event(PICK_UP)),
    together: () => {
      consultBy("together");
    },
    toggle: () => {
      consultBy("toggle");
    },
    complete: () => {
      consultBy("complete");
    },
    takeBack: () => {
      consultBy("takeBack");
    },
    dial: () => document.getElementById(DIAL_FIELD)?.focus(),
    keypad: () => window.dispatchEvent(new Event(OPEN_KEYPAD)),
    end: active?.contact.kind === "call" ? verbs.hangUp : verbs.close,
    note: () => document.getElementById(NOTE_FIELD)?.focus(),
    ready: () => void goReady(),
    break: () => {
      verbs.presence("break");
    },
    extend: () => {
      if (active?.contact.wrap_up) extend.mutate();
    },
    colleagues: openColleagues,
    settings: openSettings,
    next: () => {
      step(1);
    },
    previous: () => {
      step(-1);
    },
  };

  useWindowEvent("keydown", (event) => {
    // Out of what one writes in, so that the keys are the desk's again.
    if (event.key === "Escape" && !event.defaultPrevented && inField(event.target)) event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
    if (event.key === "?" || event.key === "؟") {
      openSheet();
      return;
    }
    const place = /^Digit([1-9])$/.exec(event.code)?.[1];
    const line = place ? lines[Number(place) - 1] : undefined;
    if (line) {
      choose(line.key);
      return;
    }
    if (event.code === "KeyG") {
      afterG.current = event.timeStamp;
      return;
    }
    const page = event.timeStamp - afterG.current < 1500 && pages.find(([code]) => code === event.code);
    afterG.current = 0;
    const shortcut = SHORTCUTS.find(([code]) => code === event.code);
    if (!page && !shortcut) return;
    event.preventDefault();
    if (page) go(page[2]);
    else if (shortcut) acts[shortcut[2]]();
  });
}
