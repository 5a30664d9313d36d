import { Button, Popover, Text } from "@mantine/core";
import { IconDeviceMobileCode } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { codeOf } from "../api/profile";
import type { JourneyCode as Code } from "../api/schema";
import { useFormat } from "../format/use";
import classes from "./journey.module.css";

/** A code to read out, with which the customer goes on with this journey on another channel. */
export function JourneyCode({ journeyId }: { journeyId: number }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  const [code, setCode] = useState<Code | null>(null);
  const issue = useAct(async () => {
    setCode(await codeOf(journeyId));
  });
  return (
    <Popover
      opened={code !== null}
      onChange={(open) => {
        if (!open) setCode(null);
      }}
      withArrow
      shadow="md"
      trapFocus
    >
      <Popover.Target>
        <Button
          variant="subtle"
          size="compact-sm"
          mt={4}
          leftSection={<IconDeviceMobileCode size={16} stroke={1.6} />}
          loading={issue.isPending}
          onClick={() => {
            issue.mutate();
          }}
        >
          {t("journey.code")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Text component="output" dir="ltr" className={classes.code}>
          {code && `${code.code.slice(0, 3)} ${code.code.slice(3)}`}
        </Text>
        <Text size="sm" c="dimmed" maw={240}>
          {code && t("journey.codeHint", { minutes: format.number(code.minutes) })}
        </Text>
      </Popover.Dropdown>
    </Popover>
  );
}
