import { Loader, Text, UnstyledButton } from "@mantine/core";
import { memo, type MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import type { CallDetail, Segment } from "../api/schema";
import { useFormat } from "../format/use";
import classes from "./transcript.module.css";

interface Props {
  call: CallDetail;
  agentName: string;
  /** The words that are being said, as "segment:word" with a space between. */
  spoken: string;
  /** Left out where there is nothing that one may listen to. */
  onPlayFrom: ((seconds: number) => void) | undefined;
}

/** What was said, a speaker on every line, and who wrote it down. */
export function Transcript({ call, agentName, spoken, onPlayFrom }: Props) {
  const { t } = useTranslation("customers");
  const { transcript, transcript_state: state } = call;
  if (!transcript) return <TranscriptState state={state} fault={call.transcript_fault} />;
  const current = new Map(spoken.split(" ").map((each) => each.split(":").map(Number) as [number, number]));
  return (
    <section aria-label={t("transcript.title")} className={classes.transcript}>
      {transcript.segments.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("transcript.silent")}
        </Text>
      )}
      <ol className={classes.lines} lang={transcript.language}>
        {transcript.segments.map((segment, index) => (
          <Line
            key={`${String(segment.start)}-${segment.speaker}`}
            segment={segment}
            name={segment.speaker === "caller" ? t("speaker.caller") : segment.speaker === "agent" ? agentName : segment.speaker}
            current={current.get(index) ?? -1}
            onPlayFrom={onPlayFrom}
          />
        ))}
      </ol>
      <Text size="xs" c="dimmed">
        {t("transcript.by", { engine: transcript.engine, model: transcript.model })}
      </Text>
    </section>
  );
}

function TranscriptState({ state, fault }: { state: CallDetail["transcript_state"]; fault: string }) {
  const { t } = useTranslation("customers");
  if (state === "none") return null;
  return (
    <div className={classes.state} role="status">
      {state === "busy" && <Loader size={14} />}
      <Text size="sm" c="dimmed">
        {t(`transcript.${state}`)}
        {state === "failed" && fault ? ` ${fault}` : ""}
      </Text>
    </div>
  );
}

interface LineProps {
  segment: Segment;
  name: string;
  /** Index of the word that is being said, or -1. */
  current: number;
  onPlayFrom: ((seconds: number) => void) | undefined;
}

const UNSURE = 0.5;

// Hundreds of lines, of which one or two change with a word: the others stay as they are.
const Line = memo(function Line({ segment, name, current, onPlayFrom }: LineProps) {
  const { t } = useTranslation("customers");
  const format = useFormat();

  const playWord = (event: MouseEvent) => {
    const start = (event.target as HTMLElement).dataset.start;
    if (start !== undefined) onPlayFrom?.(Number(start));
  };

  return (
    <li className={classes.line} data-speaker={segment.speaker}>
      {onPlayFrom ? (
        <UnstyledButton
          className={classes.time}
          aria-label={t("transcript.playFrom", { time: format.clock(segment.start) })}
          onClick={() => {
            onPlayFrom(segment.start);
          }}
        >
          {format.clock(segment.start)}
        </UnstyledButton>
      ) : (
        <span className={classes.time}>{format.clock(segment.start)}</span>
      )}
      <span className={classes.speaker}>{name}</span>
      {/* Each word is a target for the pointer; the keyboard has the time of the line, or it would stop a hundred times. */}
      <p className={classes.words} dir="auto" data-still={!onPlayFrom || undefined} onClick={playWord}>
        {segment.words.length === 0
          ? segment.text
          : segment.words.map((word, index) => (
              <span key={index}>
                <span
                  className={classes.word}
                  data-start={word.start}
                  data-current={index === current || undefined}
                  data-unsure={word.confidence < UNSURE || undefined}
                >
                  {word.word}
                </span>{" "}
              </span>
            ))}
      </p>
    </li>
  );
});
