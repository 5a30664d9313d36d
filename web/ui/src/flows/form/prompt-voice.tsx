import { ActionIcon, FileButton, Group, Loader, Text, Tooltip } from "@mantine/core";
import { IconMicrophone, IconPlayerPlay, IconPlayerStopFilled, IconTrash, IconUpload, type TablerIcon } from "@tabler/icons-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/act";
import { Refusal } from "../../api/client";
import { Timer } from "../../common/moment";
import { promptAudio, speak, uploadPrompt } from "../api";
import { useLanguageNames } from "../languages";
import { nowPlaying, playSound, record, type RecordingInProgress, stopSound } from "../sound";
import classes from "./form.module.css";

interface Props {
  /** What this prompt is called while it is played. */
  id: string;
  language: string;
  text: string;
  /** The name of the uploaded recording that stands for the text. */
  sound: string | null;
  onSound: (name: string | null) => void;
}

/** Listen to a prompt as callers will; put a recording in place of the voice: from a file, or from the microphone. */
export function PromptVoice({ id, language, text, sound, onSound }: Props) {
  const { t } = useTranslation("flows");
  const nameOf = useLanguageNames();
  const playing = useSyncExternalStore(nowPlaying.subscribe, nowPlaying.name) === id;
  const [recording, setRecording] = useState<{ since: number; session: RecordingInProgress } | null>(null);
  const running = useRef<RecordingInProgress | null>(null);
  useEffect(() => () => running.current?.cancel(), []);

  const listen = useAct(async () => {
    await playSound(id, sound ? promptAudio(sound) : await speak(text, language));
  });
  const upload = useAct(async (file: Blob) => {
    onSound((await uploadPrompt(file)).name);
  });
  const start = useAct(async () => {
    stopSound();
    const session = await record().catch(() => {
      throw new Refusal(0, "no_microphone", t("prompt.noMicrophone"));
    });
    running.current = session;
    setRecording({ since: Date.now(), session });
  });
  const finish = () => {
    if (!recording) return;
    running.current = null;
    setRecording(null);
    void recording.session.stop().then((blob) => {
      upload.mutate(blob);
    });
  };

  if (recording)
    return (
      <Group className={classes.promptTools} c="var(--tl-bad)">
        <Text size="sm" className={classes.tongue} role="status">
          {t("prompt.recording")} <Timer since={recording.since} />
        </Text>
        <Tool label={t("prompt.stopRecording")} icon={IconPlayerStopFilled} onClick={finish} />
      </Group>
    );
  return (
    <Group className={classes.promptTools}>
      <span className={classes.tongue}>
        {nameOf(language)}
        {sound && ` · ${t("prompt.uploaded")}`}
      </span>
      {upload.isPending && <Loader size={16} mx={8} aria-label={t("prompt.uploading")} />}
      <Tool
        label={t(playing ? "prompt.stop" : "prompt.listen", { language: nameOf(language) })}
        icon={playing ? IconPlayerStopFilled : IconPlayerPlay}
        disabled={!sound && text.trim() === ""}
        onClick={() => {
          if (playing) stopSound();
          else listen.mutate();
        }}
      />
      {sound ? (
        <Tool
          label={t("prompt.remove")}
          icon={IconTrash}
          onClick={() => {
            onSound(null);
          }}
        />
      ) : (
        <>
          <FileButton
            accept="audio/*,.wav,.mp3,.ogg,.m4a,.flac,.gsm,.ulaw"
            onChange={(file) => {
              if (file) upload.mutate(file);
            }}
          >
            {(button) => <Tool label={t("prompt.upload")} icon={IconUpload} onClick={button.onClick} />}
          </FileButton>
          <Tool
            label={t("prompt.record")}
            icon={IconMicrophone}
            onClick={() => {
              start.mutate();
            }}
          />
        </>
      )}
    </Group>
  );
}

function Tool({ label, icon: Icon, onClick, disabled }: { label: string; icon: TablerIcon; onClick: () => void; disabled?: boolean }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={32} aria-label={label} onClick={onClick} disabled={disabled ?? false}>
        <Icon size={16} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
