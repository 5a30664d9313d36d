import { Alert, Button, Group, Modal, SegmentedControl, Slider, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/act";
import type { NotPublished } from "../../api/schema";
import { useFormat } from "../../format/use";
import { flowKeys, publish, useVersions } from "../api";
import { useEditing } from "../editor-context";
import { nodeOf, titleOf } from "../model/flow";
import { DifferenceList } from "./difference";
import { useSentences } from "../use-sentences";
import classes from "./panels.module.css";
import { Failure } from "./tests";

type When = "now" | "later" | "trial";

/** The last look before callers hear it: what they will notice, whether the tests pass, and from when on. */
export function PublishDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const { flowKey, flow, saved, show } = useEditing();
  const versions = useVersions(flowKey);
  const sentences = useSentences();
  const live = versions.data?.find((version) => version.state === "live")?.number ?? null;
  const [note, setNote] = useState("");
  const [when, setWhen] = useState<When>("now");
  const [at, setAt] = useState("");
  const [soonest] = useState(() => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 16));
  const [share, setShare] = useState(10);
  const [reason, setReason] = useState("");
  const [refused, setRefused] = useState<NotPublished | null>(null);
  const act = useAct(async () => {
    await saved();
    const answer = await publish(flowKey, {
      note: note.trim(),
      override_reason: reason.trim(),
      live_from: when === "later" ? new Date(at).toISOString() : null,
      trial_share: when === "trial" ? share : null,
      revision: null,
    });
    if ("error" in answer) {
      setRefused(answer);
      return;
    }
    notifications.show({ message: t(`publish.done.${when}`), withBorder: true });
    onClose();
  }, [flowKeys.one(flowKey), flowKeys.all]);
  const failing = refused?.failing ?? [];
  const faults = sentences.faults(refused?.faults ?? []);
  const ready = note.trim() !== "" && (when !== "later" || at !== "") && (failing.length === 0 || reason.trim() !== "");
  const goTo = (key: string) => {
    if (!nodeOf(flow, key)) return;
    onClose();
    show(key);
  };
  return (
    <Modal opened onClose={onClose} title={t("publish.title")} size={560} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) act.mutate();
        }}
      >
        <Stack gap={16}>
          <section aria-label={t("difference.title")}>
            <h3 className={classes.heading}>{t("difference.title")}</h3>
            <div className={classes.scroll}>
              <DifferenceList from={live === null ? null : String(live)} to="draft" onShow={onClose} />
            </div>
          </section>
          <Textarea
            data-autofocus
            label={t("publish.note")}
            placeholder={t("publish.noteExample")}
            autosize
            minRows={2}
            maxLength={300}
            value={note}
            onChange={(event) => {
              setNote(event.currentTarget.value);
            }}
          />
          <div>
            <Text size="sm" fw={500} mb={4}>
              {t("publish.when")}
            </Text>
            <SegmentedControl
              fullWidth
              value={when}
              onChange={(chosen) => {
                setWhen(chosen as When);
              }}
              data={(live === null ? (["now", "later"] as const) : (["now", "later", "trial"] as const)).map((each) => ({ value: each, label: t(`publish.${each}`) }))}
            />
          </div>
          {when === "later" && (
            <TextInput
              type="datetime-local"
              label={t("publish.at")}
              value={at}
              min={soonest}
              onChange={(event) => {
                setAt(event.currentTarget.value);
              }}
            />
          )}
          {when === "trial" && (
            <div>
              <Text size="sm" mb={8}>
                {t("publish.share", { share: format.number(share) })}
              </Text>
              <Slider min={1} max={99} value={share} onChange={setShare} label={(value) => `${format.number(value)} %`} aria-label={t("publish.trial")} />
            </div>
          )}
          {faults.length > 0 && (
            <Alert color="yellow" icon={<IconAlertTriangle size={18} />} title={t("publish.faults")}>
              {faults.map((fault, index) => (
                <button key={index} type="button" className={classes.plain} onClick={() => { goTo(fault.node); }}>
                  <b>{titleOf(nodeOf(flow, fault.node) ?? { key: fault.node || t("problems.flow"), kind: "" })}</b> {fault.problem}
                </button>
              ))}
            </Alert>
          )}
          {failing.length > 0 && (
            <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t("publish.failing", { count: failing.length })}>
              {failing.map((result) => (
                <div key={result.id}>
                  <b dir="auto">{result.name}</b>
                  <Failure result={result} />
                </div>
              ))}
              <TextInput
                mt={12}
                label={t("publish.override")}
                description={t("publish.overrideHint")}
                maxLength={300}
                value={reason}
                onChange={(event) => {
                  setReason(event.currentTarget.value);
                }}
              />
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={act.isPending} disabled={!ready} color={failing.length > 0 ? "red" : "thread"}>
              {t(failing.length > 0 ? "publish.nevertheless" : when === "later" ? "publish.schedule" : when === "trial" ? "publish.startTrial" : "publish.go")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
