import { Alert } from "@mantine/core";
import { IconCloudOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CallStrip } from "../desk/call-strip";
import { ListeningStrip } from "../desk/listening";
import { useMaybeAgentDesk } from "../desk/provider";
import { PhoneElsewhere } from "../desk/phone-elsewhere";
import { Ring } from "../desk/ring";
import { DeskSettings } from "../desk/settings";
import { CheatSheet } from "../desk/shortcuts";
import { useConnected } from "../live/live";
import classes from "./frame.module.css";
import { Header } from "./header";

/** What every page stands in: header, the banner when the connection is lost, and the call that is going on. */
export function Frame({ children }: { children: ReactNode }) {
  const { t } = useTranslation("common");
  const connected = useConnected();
  const agent = useMaybeAgentDesk();
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#content">
        {t("skip")}
      </a>
      <Header />
      {!connected && (
        <Alert className={classes.banner} color="yellow" radius={0} icon={<IconCloudOff size={18} />} role="alert">
          {agent ? t("offline.agent") : t("offline.reader")}
        </Alert>
      )}
      {agent && <PhoneElsewhere />}
      {agent && <Ring />}
      {agent && <CheatSheet />}
      {agent && <DeskSettings />}
      {agent && <CallStrip />}
      {agent && <ListeningStrip />}
      <main id="content" className={classes.content} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
