import { ActionIcon, FileButton as Choose, Pill, Text } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keepFile } from "../api/actions";
import { useAct } from "../api/act";
import type { Attachment } from "../api/schema";
import classes from "./conversation.module.css";

interface Files {
  /** Those that were uploaded, and go along with the next message. */
  kept: Attachment[];
  busy: boolean;
  add: (file: File) => void;
  remove: (sha256: string) => void;
  clear: () => void;
}

export function useFiles(conversationId: number): Files {
  const [kept, setKept] = useState<Attachment[]>([]);
  const keep = useAct(async (file: File) => {
    const added = await keepFile(conversationId, file);
    setKept((before) => [...before.filter(({ sha256 }) => sha256 !== added.sha256), added]);
  });
  return {
    kept,
    busy: keep.isPending,
    add: (file) => {
      keep.mutate(file);
    },
    remove: (sha256) => {
      setKept((before) => before.filter((each) => each.sha256 !== sha256));
    },
    clear: () => {
      setKept([]);
    },
  };
}

export function FileButton({ files, disabled }: { files: Files; disabled: boolean }) {
  const { t } = useTranslation("conversation");
  return (
    <Choose
      onChange={(file) => {
        if (file) files.add(file);
      }}
    >
      {(props) => (
        <ActionIcon {...props} variant="subtle" color="gray" size={42} disabled={disabled} loading={files.busy} aria-label={t("file.attach")} title={t("file.attach")}>
          <IconPaperclip size={20} stroke={1.6} />
        </ActionIcon>
      )}
    </Choose>
  );
}

/** What goes along, above the place where one writes. */
export function FileList({ files }: { files: Files }) {
  const { t } = useTranslation("conversation");
  if (!files.kept.length && !files.busy) return null;
  return (
    <div className={classes.files}>
      {files.kept.map((file) => (
        <Pill
          key={file.sha256}
          size="md"
          withRemoveButton
          removeButtonProps={{ "aria-label": t("file.remove", { name: file.name }) }}
          onRemove={() => {
            files.remove(file.sha256);
          }}
        >
          <bdi>{file.name}</bdi>
        </Pill>
      ))}
      {files.busy && (
        <Text size="xs" c="dimmed" role="status">
          {t("file.keeping")}
        </Text>
      )}
    </div>
  );
}
