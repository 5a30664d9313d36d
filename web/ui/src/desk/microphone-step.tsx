import { Button, Group, Paper, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconMicrophone, IconMicrophoneOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { away } from "./away";
import { EchoTest } from "./echo-test";
import { MicrophoneControls } from "./microphone-controls";
import classes from "./microphone.module.css";
import { useAgentDesk } from "./provider";
import { useGoReady } from "./use-go-ready";
import { useVerbs } from "./use-verbs";

/** The step before the first "ready": allow the microphone, see that it hears, go. */
export function MicrophoneStep() {
  const { t } = useTranslation("desk");
  const { desk, microphone, microphoneState } = useAgentDesk();
  const verbs = useVerbs();
  const goReady = useGoReady();
  const status = microphoneState.status;
  const live = status === "live";
  const unasked = status === "unknown" || status === "asking";
  const waits = desk?.agent.presence !== "ready";
  // Whose panel froze learns that first: their microphone was never the question.
  const wasGone = live && waits && away(desk?.agent.reason ?? "") === "gone";
  return (
    <div className={classes.middle}>
      <Paper className={classes.card} withBorder radius="lg" p={32}>
        <Stack gap="md">
          <ThemeIcon size={48} radius="xl" variant="light" color={live || unasked ? "thread" : "yellow"}>
            {live || unasked ? <IconMicrophone size={24} stroke={1.6} /> : <IconMicrophoneOff size={24} stroke={1.6} />}
          </ThemeIcon>
          <div>
            <Title order={2}>{wasGone ? t("idle.gone") : t(`microphone.title.${live ? "live" : unasked ? "ask" : "fault"}`)}</Title>
            <Text c="dimmed" mt={4} aria-live="polite">
              {wasGone ? t("idle.goneHint") : t(`microphone.help.${status}`)}
            </Text>
          </div>
          {live && <MicrophoneControls />}
          {live && <EchoTest />}
          <Group gap="xs">
            {!live && status !== "insecure" && (
              <Button loading={status === "asking"} size="md" onClick={() => void microphone.open()}>
                {t(unasked ? "microphone.allow" : "microphone.again")}
              </Button>
            )}
            {live && waits && (
              <Button size="md" loading={verbs.busy.has("presence")} onClick={() => void goReady()}>
                {t("microphone.goReady")}
              </Button>
            )}
            {!live && !unasked && waits && (
              <Button
                size="md"
                variant="default"
                onClick={() => {
                  verbs.presence("ready");
                }}
              >
                {t("microphone.without")}
              </Button>
            )}
          </Group>
        </Stack>
      </Paper>
    </div>
  );
}
