import { Button, Loader, SimpleGrid, Text } from "@mantine/core";
import { IconPhoneOff } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import classes from "./simulator.module.css";
import type { DraftCall } from "./use-draft-call";

const KEYS = [..."123456789*0#"];
const FIGURES = "۰۱۲۳۴۵۶۷۸۹";

/** In the call: the keys of a telephone, which the keyboard presses too, and the way out. */
export function InCall({ call }: { call: DraftCall }) {
  const { t } = useTranslation("flows");
  const talking = call.state.phase === "talking";
  const { key: press } = call;
  useEffect(() => {
    if (!talking) return undefined;
    const pressed = (event: KeyboardEvent) => {
      const writes = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      const figure = FIGURES.indexOf(event.key);
      const key = figure >= 0 ? String(figure) : event.key;
      if (!writes && !event.ctrlKey && !event.metaKey && !event.altKey && KEYS.includes(key)) press(key);
    };
    addEventListener("keydown", pressed);
    return () => {
      removeEventListener("keydown", pressed);
    };
  }, [talking, press]);
  return (
    <div className={classes.input}>
      <div className={classes.line} role="status">
        {!talking && <Loader size={14} color="gray" aria-hidden />}
        <Text inherit>{t(talking ? "try.calling.talking" : "try.calling.connecting")}</Text>
        <bdi className={classes.pressed} dir="ltr">
          {call.state.keys}
        </bdi>
      </div>
      <SimpleGrid cols={3} spacing={4} dir="ltr" role="group" aria-label={t("try.calling.keypad")}>
        {KEYS.map((key) => (
          <Button
            key={key}
            variant="default"
            h={44}
            disabled={!talking}
            onClick={() => {
              press(key);
            }}
          >
            {key}
          </Button>
        ))}
      </SimpleGrid>
      <Button color="red" variant="light" h={44} leftSection={<IconPhoneOff size={18} stroke={1.6} />} onClick={call.hangUp}>
        {t("try.calling.hangUp")}
      </Button>
    </div>
  );
}
