import { Button, Menu } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useHouse } from "../api/house";
import { ASK_WHY, useVerbs } from "./use-verbs";

const REASONS = ["skill", "language", "technical", "other"] as const;

/** Pass an offer on, as the house's rules allow: freely, with a reason, or not at all. */
export function Decline() {
  const { t } = useTranslation("desk");
  const verbs = useVerbs();
  const rule = useHouse().data?.rules.decline ?? "free";
  const [asked, setAsked] = useState(false);
  useWindowEvent(ASK_WHY, () => {
    setAsked(true);
  });
  if (rule === "never") return null;
  return (
    <Menu opened={asked} onChange={setAsked} width="target" position="bottom">
      <Menu.Target>
        <Button
          size="lg"
          variant="default"
          leftSection={<IconX size={20} stroke={1.8} />}
          loading={verbs.busy.has("decline")}
          onClick={(event) => {
            if (rule === "free") {
              event.preventDefault();
              setAsked(false);
            }
            verbs.decline();
          }}
        >
          {t("offer.decline")}
        </Button>
      </Menu.Target>
      {rule === "reason" && (
        <Menu.Dropdown>
          <Menu.Label>{t("decline.why")}</Menu.Label>
          {REASONS.map((reason) => (
            <Menu.Item
              key={reason}
              onClick={() => {
                verbs.decline(reason);
              }}
            >
              {t(`decline.${reason}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      )}
    </Menu>
  );
}
