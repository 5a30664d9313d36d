import { Anchor, Text } from "@mantine/core";
import { IconPaperclip, IconShieldX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Attachment as File, MessageOut } from "../api/schema";
import { useFormat } from "../format/use";
import classes from "./conversation.module.css";

/** A file of a conversation: a picture is shown, a sound is played, and each can be kept; one that the scanner holds back is named. */
export function Attachment({ file, conversationId }: { file: File; conversationId: number }) {
  const { t } = useTranslation("conversation");
  const format = useFormat();
  if (file.held) {
    return (
      <div className={classes.file} data-unclean={file.held === "unclean" || undefined} role="status">
        {file.held === "unclean" ? <IconShieldX size={16} stroke={1.6} aria-hidden /> : <IconPaperclip size={16} stroke={1.6} aria-hidden />}
        <span>
          <bdi>{file.name}</bdi>
          <Text component="span" size="xs" c="dimmed" display="block">
            {t(`file.held.${file.held}`)}
          </Text>
        </span>
      </div>
    );
  }
  const address = `/api/v1/conversations/${String(conversationId)}/attachments/${file.sha256}`;
  const shown = /^(image\/(png|jpeg|gif|webp)|audio\/)/.exec(file.type)?.[0];
  return (
    <>
      {shown?.startsWith("image/") && (
        <a href={address} download={file.name}>
          <img className={classes.picture} src={address} alt={file.name} loading="lazy" />
        </a>
      )}
      {shown === "audio/" && <audio className={classes.sound} controls preload="none" src={address} aria-label={file.name} />}
      {!shown && (
        <Anchor href={address} download={file.name} className={classes.file}>
          <IconPaperclip size={16} stroke={1.6} aria-hidden />
          <bdi>{file.name}</bdi>
          <Text component="span" size="xs" c="dimmed" className={classes.size ?? ""}>
            {format.bytes(file.size)}
          </Text>
        </Anchor>
      )}
    </>
  );
}

/** How far the text of a voice message is. */
export function Heard({ delivery }: { delivery: MessageOut["delivery"] }) {
  const { t } = useTranslation("conversation");
  if (delivery !== "spoken" && delivery !== "hearing" && delivery !== "dumb") return null;
  return (
    <Text size="xs" c="dimmed" role="status">
      {t(`voice.${delivery}`)}
    </Text>
  );
}
