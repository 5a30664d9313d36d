import { Alert } from "@mantine/core";
import { IconCloudOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useRanOut } from "../api/ran-out";
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
import { LogInAgain } from "./log-in-again";

/** What every page stands in: header, the banner when the connection is lost, and the call that is going on. */
export function Frame({ children }: { children: ReactNode }) {
  const { t } = useTranslation("common");
  const connected = useConnected();
  const ranOut = useRanOut();
  const agent = useMaybeAgentDesk();
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#content">
        {t("skip")}
      </a>
      <Header />
      {ranOut && <LogInAgain />}
      {!connected && !ranOut && (
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
