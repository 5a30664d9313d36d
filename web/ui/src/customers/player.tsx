import { ActionIcon, Group, SegmentedControl, Skeleton, Text } from "@mantine/core";
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import WaveSurfer from "wavesurfer.js";
import { usePeaks } from "../api/reads";
import { ErrorState } from "../common/states";
import { useFormat } from "../format/use";
import classes from "./player.module.css";

export interface PlayerHandle {
  playFrom(seconds: number): void;
}

interface Props {
  callId: number;
  callerName: string;
  agentName: string;
  onTime: (seconds: number) => void;
  ref: Ref<PlayerHandle>;
}

const SPEEDS = ["1", "1.5", "2"];
const HEIGHT = 44;

/** Two voices drawn apart, the caller above and the agent below. The audio itself is fetched when it is played. */
export function Player({ callId, callerName, agentName, onTime, ref }: Props) {
  const { t } = useTranslation("customers");
  const format = useFormat();
  const peaks = usePeaks(callId);
  const place = useRef<HTMLDivElement>(null);
  const surfer = useRef<WaveSurfer | null>(null);
  const [playing, setPlaying] = useState(false);
  const [fault, setFault] = useState(false);
  const [seconds, setSeconds] = useState(0);
  const [speed, setSpeed] = useState("1");

  useEffect(() => {
    if (!place.current || !peaks.data) return;
    const style = getComputedStyle(place.current);
    const voice = (name: string) => ({
      waveColor: `color-mix(in srgb, ${style.getPropertyValue(name)} 45%, transparent)`,
      progressColor: style.getPropertyValue(name),
    });
    const media = new Audio();
    media.preload = "none";
    const made = WaveSurfer.create({
      container: place.current,
      media,
      url: `/api/v1/calls/${String(callId)}/audio`,
      peaks: [peaks.data.left, peaks.data.right],
      duration: peaks.data.duration_s,
      height: HEIGHT,
      barWidth: 2,
      barGap: 1,
      barRadius: 2,
      barMinHeight: 1,
      cursorColor: style.getPropertyValue("--tl-text"),
      cursorWidth: 1,
      hideScrollbar: true,
      dragToSeek: true,
      // One scale for both: a quiet voice beside a loud one should look quiet.
      maxPeak: Math.max(0.05, ...peaks.data.left, ...peaks.data.right),
      normalize: true,
      splitChannels: [voice("--tl-caller"), voice("--tl-agent")],
    });
    surfer.current = made;
    made.on("play", () => {
      setPlaying(true);
    });
    made.on("pause", () => {
      setPlaying(false);
    });
    made.on("timeupdate", (time) => {
      setSeconds(Math.floor(time));
      onTime(time);
    });
    made.on("error", () => {
      setFault(true);
    });
    return () => {
      surfer.current = null;
      made.destroy();
    };
  }, [callId, peaks.data, onTime]);

  const play = () => {
    setFault(false);
    void surfer.current?.playPause().catch(() => {
      setFault(true);
    });
  };

  useImperativeHandle(ref, () => ({
    playFrom: (from) => {
      surfer.current?.setTime(from);
      if (!surfer.current?.isPlaying()) play();
    },
  }));

  if (peaks.isError) return <ErrorState fault={peaks.error} onRetry={() => void peaks.refetch()} />;
  const whole = peaks.data?.duration_s ?? 0;
  return (
    <div className={classes.player} role="group" aria-label={t("player.title")}>
      <div className={classes.voices}>
        <div className={classes.names} aria-hidden>
          <span data-voice="caller">{callerName}</span>
          <span data-voice="agent">{agentName}</span>
        </div>
        {peaks.isPending ? (
          <Skeleton height={HEIGHT * 2} />
        ) : (
          <div
            ref={place}
            className={classes.wave}
            dir="ltr"
            role="slider"
            tabIndex={0}
            aria-label={t("player.position")}
            aria-valuemin={0}
            aria-valuemax={Math.ceil(whole)}
            aria-valuenow={seconds}
            aria-valuetext={format.clock(seconds)}
            onKeyDown={(event) => {
              const step = { ArrowRight: 5, ArrowLeft: -5 }[event.key];
              if (step) surfer.current?.skip(step);
              if (event.key === " ") {
                event.preventDefault();
                play();
              }
            }}
          />
        )}
      </div>
      <Group gap={12} wrap="nowrap">
        <ActionIcon
          size={44}
          radius="xl"
          variant="filled"
          aria-label={t(playing ? "player.pause" : "player.play")}
          disabled={!peaks.data}
          onClick={play}
        >
          {playing ? <IconPlayerPauseFilled size={20} /> : <IconPlayerPlayFilled size={20} />}
        </ActionIcon>
        <Text size="sm" className="ltr" component="span">
          {format.clock(seconds)} / {format.clock(whole)}
        </Text>
        {fault && (
          <Text size="sm" c="var(--tl-bad)" role="alert">
            {t("player.fault")}
          </Text>
        )}
        <SegmentedControl
          ms="auto"
          size="xs"
          aria-label={t("player.speed")}
          data={SPEEDS.map((value) => ({ value, label: `${format.number(Number(value))}×` }))}
          value={speed}
          onChange={(value) => {
            setSpeed(value);
            surfer.current?.setPlaybackRate(Number(value), true);
          }}
        />
      </Group>
    </div>
  );
}
