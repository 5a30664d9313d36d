import { Alert, Button, Group, Text } from "@mantine/core";
import { IconCheck, IconPlayerStop, IconRepeat } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trouble } from "./quality";
import { useAgentDesk } from "./provider";

/** Call ourselves through the real telephone system: whoever hears themselves will be heard. */
export function EchoTest() {
  const { t } = useTranslation("desk");
  const { phone, phoneState, lines, quality, elsewhere } = useAgentDesk();
  const [tried, setTried] = useState(false);
  const testing = phoneState.call !== null && phoneState.call.callId === null;
  const inCall = lines.some(({ contact }) => contact.kind === "call" && !contact.wrap_up);
  const able = phoneState.line === "registered" && !inCall && !elsewhere;
  const talking = testing && phoneState.call?.phase === "talking";
  const wrong = quality && testing ? trouble(quality) : null;
  return (
    <div>
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={testing ? <IconPlayerStop size={18} stroke={1.6} /> : <IconRepeat size={18} stroke={1.6} />}
          loading={testing && !talking}
          disabled={!able}
          onClick={() => {
            if (testing) phone?.hangUp();
            else {
              setTried(true);
              phone?.dial("echo");
            }
          }}
        >
          {t(testing ? "echo.stop" : "echo.start")}
        </Button>
        {tried && !testing && (
          <Group gap={4} c="var(--tl-accent)">
            <IconCheck size={16} stroke={1.8} aria-hidden />
            <Text size="sm">{t("echo.done")}</Text>
          </Group>
        )}
      </Group>
      <Text size="sm" c="dimmed" mt={8} role="status">
        {t(talking ? "echo.now" : "echo.hint")}
      </Text>
      {wrong && (
        <Alert color="yellow" mt={8}>
          {t(`quality.trouble.${wrong}`)}
        </Alert>
      )}
    </div>
  );
}
