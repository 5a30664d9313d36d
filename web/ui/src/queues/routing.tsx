import { Badge, Collapse, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconRoute } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState, LoadingLines } from "../common/states";
import { useFormat, useLanguage } from "../format/use";
import { type RoutingOfCall, useRouting } from "./api";
import classes from "./routing.module.css";
import { WhyBlock } from "./why";

const STATES = ["made", "accepted", "declined", "missed", "failed", "withdrawn", "dropped"] as const;

/** Why this agent, why this wait: read only when it is opened. */
export function RoutingBlock({ callId }: { callId: number }) {
  const { t } = useTranslation("queues");
  const [open, setOpen] = useState(false);
  const detail = useId();
  return (
    <div>
      <UnstyledButton
        className={classes.toggle}
        aria-expanded={open}
        aria-controls={detail}
        onClick={() => {
          setOpen(!open);
        }}
      >
        <IconRoute size={16} stroke={1.6} aria-hidden />
        {t("call.title")}
        <IconChevronDown size={14} style={{ rotate: open ? "180deg" : "0deg" }} aria-hidden />
      </UnstyledButton>
      <Collapse expanded={open} id={detail}>
        {open && <Told callId={callId} />}
      </Collapse>
    </div>
  );
}

function Told({ callId }: { callId: number }) {
  const routing = useRouting(callId);
  if (routing.isPending) return <LoadingLines count={2} />;
  if (routing.isError) return <ErrorState fault={routing.error} onRetry={() => void routing.refetch()} />;
  return <Story routing={routing.data} />;
}

function Story({ routing }: { routing: RoutingOfCall }) {
  const { t } = useTranslation("queues");
  const format = useFormat();
  const joined = new Intl.ListFormat(useLanguage(), { type: "conjunction" });
  const waited = format.clock(routing.waited_s ?? 0);
  return (
    <Stack gap={16} pt={8}>
      <Text size="sm">
        {routing.expected_wait_s === null
          ? t("call.waited", { waited })
          : t("call.expected", { expected: format.clock(routing.expected_wait_s), waited })}{" "}
        {routing.been.length > 0 && t("call.moved", { queues: joined.format(routing.been.map((queue) => queue.name)) })}
      </Text>
      {routing.offers.map((offer) => {
        const state = STATES.find((each) => each === offer.state);
        return (
          <div key={offer.id} className={classes.offer}>
            <Group gap={8} mb={8}>
              <Text size="sm" fw={550}>
                {offer.why
                  ? t("call.offer", { name: offer.agent.name, time: format.clock(offer.why.waited_s) })
                  : t("call.byHand", { name: offer.agent.name })}
              </Text>
              <Badge variant="light" color={offer.state === "accepted" ? undefined : "gray"}>
                {state ? t(`call.state.${state}`) : offer.state}
              </Badge>
            </Group>
            {offer.why && <WhyBlock why={offer.why} />}
            {offer.agrees && (
              <Text size="xs" c="dimmed" mt={8}>
                {t("call.agrees")}
              </Text>
            )}
          </div>
        );
      })}
    </Stack>
  );
}
