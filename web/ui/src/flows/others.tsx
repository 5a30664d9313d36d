import { Avatar, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { initials } from "../common/initials";
import { flowKeys, sayGone, sayHere } from "./api";

/** An open editor says so this often; who is not heard of for longer is gone. */
const EVERY_MS = 15_000;

/** Who else has this flow open now. */
export function Others({ flowKey, first }: { flowKey: string; first: string[] }) {
  const { t } = useTranslation("flows");
  const others = useQuery({
    queryKey: flowKeys.others(flowKey),
    queryFn: () => sayHere(flowKey),
    initialData: first,
    refetchInterval: EVERY_MS,
    refetchIntervalInBackground: true,
  });
  useEffect(
    () => () => {
      // Whoever cannot say goodbye is forgotten by the server in a moment.
      sayGone(flowKey).catch(() => undefined);
    },
    [flowKey],
  );
  if (others.data.length === 0) return null;
  const names = others.data.join(", ");
  return (
    <Tooltip label={t("others", { names })}>
      <Avatar.Group role="status" aria-label={t("others", { names })}>
        {others.data.slice(0, 3).map((name) => (
          <Avatar key={name} size={28} radius="xl" color="yellow" variant="light">
            {initials(name)}
          </Avatar>
        ))}
      </Avatar.Group>
    </Tooltip>
  );
}
