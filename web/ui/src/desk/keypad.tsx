import { Popover, Text, UnstyledButton } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { IconGridDots } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CallButton } from "./call-button";
import classes from "./call.module.css";
import { useAgentDesk } from "./provider";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const LETTERS: Record<string, string> = {
  "2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV", "9": "WXYZ",
};
export const OPEN_KEYPAD = "threadline:keypad";

/** The keypad of a call. While it is open the keyboard's own digits are sent, too. */
export function KeypadButton({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation("desk");
  const [open, setOpen] = useState(false);
  const shown = open && !disabled;
  useWindowEvent(OPEN_KEYPAD, () => {
    setOpen((was) => !was);
  });
  return (
    <Popover opened={shown} onChange={setOpen} position="top" withArrow trapFocus width={256} shadow="md">
      <Popover.Target>
        <CallButton
          text={t("call.keypad")}
          icon={IconGridDots}
          pressed={shown}
          disabled={disabled}
          onClick={() => {
            setOpen(!open);
          }}
        />
      </Popover.Target>
      <Popover.Dropdown>
        <Keys />
      </Popover.Dropdown>
    </Popover>
  );
}

function Keys() {
  const { t } = useTranslation("desk");
  const { phone } = useAgentDesk();
  const [sent, setSent] = useState("");
  const press = (key: string) => {
    phone?.keys(key);
    setSent((before) => (before + key).slice(-16));
  };
  useWindowEvent("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    // A Persian or Thai keyboard types digits of its own on the same keys.
    const digit = event.shiftKey ? null : /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
    const key = KEYS.includes(event.key) ? event.key : digit;
    if (key) press(key);
  });
  return (
    <div role="group" aria-label={t("call.keypad")}>
      <Text ta="center" size="xl" h={32} className="ltr" aria-live="polite" aria-label={t("call.sent")}>
        {sent}
      </Text>
      <div className={classes.keys} dir="ltr">
        {KEYS.map((key) => (
          <UnstyledButton
            key={key}
            className={classes.key}
            onClick={() => {
              press(key);
            }}
            aria-label={key}
          >
            {key}
            <small aria-hidden>{LETTERS[key] ?? ""}</small>
          </UnstyledButton>
        ))}
      </div>
    </div>
  );
}
