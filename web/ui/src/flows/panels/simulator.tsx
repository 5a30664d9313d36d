import { ActionIcon, Alert, Button, Group, Text, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconPhone, IconPlayerPlay, IconPlayerStopFilled, IconRefresh } from "@tabler/icons-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/act";
import type { SpokenPrompt, TurnOut } from "../../api/schema";
import { type Heard, speak } from "../api";
import { useEditing } from "../editor-context";
import { directionIn } from "../languages";
import { nowPlaying, playSound, stopSound } from "../sound";
import { CallerInput } from "./caller-input";
import { InCall } from "./draft-call";
import { SaveTest } from "./save-test";
import classes from "./simulator.module.css";
import { useDraftCall } from "./use-draft-call";
import type { Simulator } from "./use-simulator";
import { WorldChips } from "./world";

/** Talk to the draft as a caller would: by keys and by words. The graph shows the way. */
export function SimulatorPanel({ simulator }: { simulator: Simulator }) {
  const { t } = useTranslation("flows");
  const { flow, flowKey } = useEditing();
  const { heard, result, fault, open } = simulator;
  const call = useDraftCall(flowKey, flow, simulator);
  const end = useRef<HTMLDivElement>(null);
  const [saving, setSaving] = useState(false);
  useEffect(() => {
    open(true);
    return () => {
      open(false);
      stopSound();
    };
  }, [open]);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "end" });
  }, [result]);
  const turns = result?.turns ?? [];
  const last = turns.at(-1);
  const broken = result !== null && turns.length === 0;
  return (
    <div className={classes.simulator}>
      <div inert={call.on}>
        <WorldChips simulator={simulator} />
      </div>
      <div className={classes.talk} role="log" aria-label={t("try.talk")}>
        {fault && <Alert color="red">{fault}</Alert>}
        {call.state.fault && <Alert color="red">{t(`try.calling.fault.${call.state.fault}`)}</Alert>}
        {broken && <Alert color="yellow">{t("try.broken")}</Alert>}
        {turns.map((turn, index) => (
          <Turn key={index} turn={turn} said={index === 0 ? undefined : heard[index - 1]} number={index} />
        ))}
        <div ref={end} />
      </div>
      {call.on && <InCall call={call} />}
      {last && !call.on && <CallerInput key={turns.length} ending={last.ending} ended={result?.ended ?? ""} languages={flow.languages} onSay={simulator.say} />}
      {!call.on && (
        <Group className={classes.foot} gap={4} justify="flex-end">
          <Tooltip label={t("try.back")}>
            <ActionIcon variant="subtle" color="gray" size={36} aria-label={t("try.back")} disabled={heard.length === 0} onClick={simulator.back}>
              <IconArrowBackUp size={18} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t("try.restart")}>
            <ActionIcon variant="subtle" color="gray" size={36} me="auto" aria-label={t("try.restart")} onClick={simulator.restart}>
              <IconRefresh size={18} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
          <Button variant="subtle" px={10} disabled={turns.length === 0} leftSection={<IconPhone size={18} stroke={1.6} />} onClick={call.start}>
            {t("try.call")}
          </Button>
          <Button
            variant="light"
            px={12}
            disabled={turns.length === 0}
            onClick={() => {
              setSaving(true);
            }}
          >
            {t("try.save")}
          </Button>
        </Group>
      )}
      {saving && result && (
        <SaveTest
          script={result.script}
          world={simulator.world}
          onClose={() => {
            setSaving(false);
          }}
        />
      )}
    </div>
  );
}

function Turn({ turn, said, number }: { turn: TurnOut; said: Heard | undefined; number: number }) {
  const { t } = useTranslation("flows");
  return (
    <>
      {said && (
        <div className={classes.caller} data-act={!said.keys && !said.text ? "" : undefined}>
          <span dir="auto">{said.keys ?? said.text ?? t(`try.heard.${said.kind as "Silence"}`)}</span>
        </div>
      )}
      {turn.prompts.map((prompt, index) => (
        <Bubble key={index} prompt={prompt} id={`turn-${String(number)}-${String(index)}`} />
      ))}
      {turn.ending.kind !== "Gather" && (
        <div className={classes.ending}>
          <Ends ending={turn.ending} />
        </div>
      )}
    </>
  );
}

/** How a turn ended, where it did not wait for keys. */
function Ends({ ending }: { ending: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation("flows");
  const kind = String(ending.kind);
  if (kind === "Enqueue") return <Text inherit>{t("try.end.Enqueue", { queue: String(ending.queue) })}</Text>;
  if (kind === "Dial" || kind === "Transfer") return <Text inherit>{t("try.end.Dial", { number: String(ending.number ?? ending.to ?? "") })}</Text>;
  if (kind === "Hangup") return <Text inherit>{t("try.end.Hangup")}</Text>;
  if (kind === "Record") return <Text inherit>{t("try.end.Record")}</Text>;
  if (kind === "LookUp") return <Text inherit>{t("try.end.LookUp")}</Text>;
  if (kind === "Callback") return <Text inherit>{t("try.end.Callback")}</Text>;
  return <Text inherit>{kind}</Text>;
}

function Bubble({ prompt, id }: { prompt: SpokenPrompt; id: string }) {
  const { t } = useTranslation("flows");
  const playing = useSyncExternalStore(nowPlaying.subscribe, nowPlaying.name) === id;
  const listen = useAct(async () => {
    await playSound(id, prompt.audio ?? (await speak(prompt.text, prompt.language)));
  });
  const label = t(playing ? "prompt.stop" : "try.listen");
  return (
    <div className={classes.bubble} data-playing={playing || undefined}>
      <span dir={directionIn(prompt.language)} lang={prompt.language}>
        {prompt.text}
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        aria-label={label}
        loading={listen.isPending && !playing}
        onClick={() => {
          if (playing) stopSound();
          else listen.mutate();
        }}
      >
        {playing ? <IconPlayerStopFilled size={14} /> : <IconPlayerPlay size={14} stroke={1.8} />}
      </ActionIcon>
    </div>
  );
}
