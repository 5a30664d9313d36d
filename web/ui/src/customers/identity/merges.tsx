import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/act";
import { keys } from "../../api/keys";
import { undoMerge, useIdentity } from "../../api/people";
import type { MergeOut } from "../../api/schema";
import { Moment } from "../../common/moment";
import { Identities } from "../identities";
import { useCustomerName } from "../name";
import { Evidence } from "./evidence";
import classes from "./identity.module.css";

const PROVED = ["code", "button", "asked"] as const;

/** What this person was put together of: who said so, when and why, and the way back. */
export function Merges({ customerId }: { customerId: number }) {
  const { t } = useTranslation("person");
  const merges = useIdentity(customerId).data?.merges ?? [];
  if (merges.length === 0) return null;
  return (
    <Paper withBorder radius="lg" p="md">
      <Title order={2} fz="sm" lh="1.25rem" c="dimmed" mb={12}>
        {t("merge.title")}
      </Title>
      <ul className={classes.list}>
        {merges.map((merge) => (
          <Merge key={merge.id} customerId={customerId} merge={merge} />
        ))}
      </ul>
    </Paper>
  );
}

function Merge({ customerId, merge }: { customerId: number; merge: MergeOut }) {
  const { t } = useTranslation("person");
  const name = useCustomerName();
  const proof = PROVED.find((each) => each === merge.why);
  const undo = useAct(
    () => undoMerge(customerId, merge.id),
    [keys.customer(customerId), keys.allCustomers, keys.allTimelines, keys.desk],
  );
  return (
    <li className={classes.question}>
      <Stack gap={4} miw={0}>
        <Group justify="space-between" wrap="nowrap" gap={8}>
          <Text fw={550} truncate>
            <bdi>{name(merge.customer)}</bdi>
          </Text>
          <Moment at={merge.at} size="xs" />
        </Group>
        <Text size="sm" c="dimmed">
          {proof ? t(`merge.${proof}`) : t("merge.by", { agent: merge.by })}
          {merge.note && <> · {merge.note}</>}
        </Text>
        <Identities identities={merge.customer.identities} />
        {merge.evidence.length > 0 && <Evidence evidence={merge.evidence} />}
      </Stack>
      <div className={classes.answers}>
        <Button
          variant="default"
          size="sm"
          loading={undo.isPending}
          onClick={() => {
            undo.mutate();
          }}
        >
          {t("merge.undo")}
        </Button>
      </div>
    </li>
  );
}
