import { Button, Center, Stack } from "@mantine/core";
import { IconHeadset, IconLock, IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useRanOut } from "../api/ran-out";
import { EmptyState } from "../common/states";
import { useConnected } from "../live/live";
import { away } from "./away";
import { CallPanel } from "./call-panel";
import { ConversationPanel } from "./conversation-panel";
import { GuestPanel } from "./guest-panel";
import { DialField } from "./dial";
import { MicrophoneStep } from "./microphone-step";
import { OfferPanel } from "./offer-panel";
import { CallElsewhere } from "./phone-elsewhere";
import { useAgentDesk } from "./provider";
import { useGoReady } from "./use-go-ready";
import { WrapUpPanel } from "./wrap-up";

/** The contact in hand, in whatever part of its life it is. */
export function ContactPanel() {
  const { t } = useTranslation("desk");
  const connected = useConnected();
  const goReady = useGoReady();
  const { active, desk, microphoneState, elsewhere } = useAgentDesk();
  if (elsewhere && active?.contact.kind === "call" && !active.contact.wrap_up) {
    return <CallElsewhere key={active.key} contact={active.contact} />;
  }
  if (active?.offer) return <OfferPanel key={active.key} line={active} offer={active.offer} />;
  if (active?.contact.wrap_up) return <WrapUpPanel key={active.key} contact={active.contact} />;
  if (active?.contact.role === "guest") return <GuestPanel key={active.key} contact={active.contact} />;
  if (active?.contact.kind === "call") return <CallPanel key={active.key} contact={active.contact} />;
  if (active) return <ConversationPanel key={active.key} contact={active.contact} />;
  if (!connected) return <CutOff />;
  if (microphoneState.status !== "live" || !desk || desk.agent.presence === "offline") return <MicrophoneStep />;
  const state = desk.agent.presence === "ready" ? "ready" : away(desk.agent.reason);
  return (
    <Center flex={1}>
      <Stack>
        <EmptyState icon={IconHeadset} title={t(`idle.${state}`)} hint={t(`idle.${state}Hint`)} />
        {desk.agent.presence !== "ready" && (
          <Button size="md" mx="auto" onClick={() => void goReady()}>
            {t("microphone.goReady")}
          </Button>
        )}
        <DialField />
      </Stack>
    </Center>
  );
}

/** Nothing can be begun now: the connection is lost, or the login has run out. */
function CutOff() {
  const { t } = useTranslation("desk");
  const why = useRanOut() ? "ranOut" : "lost";
  return (
    <Center flex={1}>
      <EmptyState icon={why === "lost" ? IconPlugConnectedX : IconLock} title={t(`idle.${why}`)} hint={t(`idle.${why}Hint`)} />
    </Center>
  );
}
