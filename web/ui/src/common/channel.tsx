import { IconMail, IconMessageCircle, IconPhone, IconPointFilled, type TablerIcon, IconNotebook, IconWorld } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

const ICONS: Record<string, TablerIcon> = {
  phone: IconPhone,
  call: IconPhone,
  chat: IconMessageCircle,
  email: IconMail,
  desk: IconNotebook,
  web: IconWorld,
};

/** The sign of a channel (or of a kind of contact), with its name for those who do not see it. */
export function ChannelIcon({ channel, size = 18, quiet = false }: { channel: string; size?: number; quiet?: boolean }) {
  const { t } = useTranslation("common");
  const Icon = ICONS[channel] ?? IconPointFilled;
  const name = t(`channel.${channel in ICONS ? (channel as "phone") : "desk"}`);
  return quiet ? <Icon size={size} stroke={1.6} aria-hidden /> : <Icon size={size} stroke={1.6} role="img" aria-label={name} />;
}
