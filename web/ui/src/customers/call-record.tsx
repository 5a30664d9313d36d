import { Group, Stack, Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCall } from "../api/reads";
import type { CallDetail } from "../api/schema";
import { ErrorState, LoadingLines } from "../common/states";
import { KeptQuality } from "../desk/kept-quality";
import { useFormat } from "../format/use";
import { wordAt } from "./blocks";
import { Player, type PlayerHandle } from "./player";
import { Transcript } from "./transcript";

/** The recording of a call and what was said in it, tied together: words follow the voice, and the voice a click. */
export function CallRecord({ callId }: { callId: number }) {
  const call = useCall(callId);
  if (call.isPending) return <LoadingLines count={2} height={64} />;
  if (call.isError) return <ErrorState fault={call.error} onRetry={() => void call.refetch()} />;
  return <Record call={call.data} />;
}

function Record({ call }: { call: CallDetail }) {
  const { t } = useTranslation("customers");
  const player = useRef<PlayerHandle>(null);
  const segments = useMemo(() => call.transcript?.segments ?? [], [call.transcript]);
  const [spoken, setSpoken] = useState("");
  const format = useFormat();
  const agentName = call.agents.map((agent) => agent.name).join(", ") || t("speaker.agent");

  // Both may speak at once, so that it is a word per segment. Only a change of word is a change of view.
  const onTime = useCallback(
    (seconds: number) => {
      const now = segments
        .map((segment, index) =>
          seconds < segment.start || seconds > segment.end ? "" : `${String(index)}:${String(wordAt(segment.words, seconds))}`,
        )
        .filter(Boolean)
        .join(" ");
      setSpoken(now);
    },
    [segments],
  );

  return (
    <Stack gap={16}>
      {call.recording?.may_hear === false ? (
        <Group gap={8} wrap="nowrap" c="dimmed">
          <IconLock size={18} stroke={1.6} style={{ flexShrink: 0 }} aria-hidden />
          <Text size="sm">{t("recording.locked", { time: format.clock(call.recording.duration_s) })}</Text>
        </Group>
      ) : call.recording ? (
        <Player ref={player} callId={call.id} callerName={t("speaker.caller")} agentName={agentName} onTime={onTime} />
      ) : (
        <Text size="sm" c="dimmed">
          {t(call.outcome === null ? "recording.later" : "recording.none")}
        </Text>
      )}
      {call.talks.length > 1 && (
        <Text size="sm" c="dimmed">
          {t("call.talks")}{" "}
          {call.talks.map(({ agent, seconds }) => `${agent.name} ${format.clock(seconds)}`).join(" · ")}
        </Text>
      )}
      <KeptQuality lines={call.quality} />
      <Transcript
        call={call}
        agentName={agentName}
        spoken={spoken}
        onPlayFrom={call.recording?.may_hear ? (seconds) => player.current?.playFrom(seconds) : undefined}
      />
    </Stack>
  );
}
