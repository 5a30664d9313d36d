import { Button, Select, Stack, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/use";
import classes from "./microphone.module.css";
import { useAgentDesk } from "./provider";

/** Which microphone, and whether it hears: shown when it is set up, and again whenever one wants to look. */
export function MicrophoneControls() {
  const { t } = useTranslation("desk");
  const format = useFormat();
  const { microphone, microphoneState } = useAgentDesk();
  if (microphoneState.status !== "live" || !microphoneState.stream)
    return (
      <Stack gap="xs">
        <Text size="sm">{t(`microphone.help.${microphoneState.status}`)}</Text>
        {microphoneState.status !== "insecure" && (
          <Button
            variant="default"
            loading={microphoneState.status === "asking"}
            onClick={() => void microphone.open()}
          >
            {t("microphone.allow")}
          </Button>
        )}
      </Stack>
    );
  return (
    <Stack gap="sm">
      <Level stream={microphoneState.stream} />
      <Select
        label={t("microphone.device")}
        comboboxProps={{ withinPortal: false }}
        allowDeselect={false}
        data={microphoneState.devices.map((device, index) => ({
          value: device.id,
          label: device.label || t("microphone.numbered", { number: format.number(index + 1) }),
        }))}
        value={microphoneState.deviceId}
        onChange={(id) => void microphone.open(id ?? "")}
      />
    </Stack>
  );
}

/** A bar that follows the voice. It is drawn without React: it changes at every frame. */
function Level({ stream }: { stream: MediaStream }) {
  const { t } = useTranslation("desk");
  const bar = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let frame = 0;
    const draw = () => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      // −60 dB is an empty bar and −10 dB a full one: that is the range of a voice.
      const level = Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-9) + 60) / 50));
      bar.current?.style.setProperty("inline-size", `${String(Math.round(level * 100))}%`);
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => {
      cancelAnimationFrame(frame);
      void context.close();
    };
  }, [stream]);

  return (
    <div>
      <Text size="sm" mb={4}>
        {t("microphone.speak")}
      </Text>
      <div className={classes.meter} role="img" aria-label={t("microphone.level")}>
        <div className={classes.level} ref={bar} />
      </div>
    </div>
  );
}
