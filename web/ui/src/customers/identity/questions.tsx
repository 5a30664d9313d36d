import { Anchor, Button, Group, Paper, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useAct } from "../../api/act";
import { keys } from "../../api/keys";
import { keepApart, mergeCustomers, useIdentity } from "../../api/people";
import type { QuestionOut } from "../../api/schema";
import { Face } from "../../common/face";
import { useCustomerName } from "../name";
import { Evidence } from "./evidence";
import classes from "./identity.module.css";

/** Whom this customer may be as well. Nothing is merged until somebody has answered. */
export function Questions({ customerId }: { customerId: number }) {
  const { t } = useTranslation("person");
  const identity = useIdentity(customerId);
  const questions = identity.data?.questions ?? [];
  const shared = questions.some((question) => question.evidence.some((each) => each.kind === "shared"));
  if (questions.length === 0) return null;
  return (
    <Paper component="section" withBorder radius="lg" p="md" className={classes.asked} aria-label={t("question.title")}>
      <Text component="h2" fz="sm" fw={600} m={0}>
        {t(shared ? "question.whoCalls" : "question.title")}
      </Text>
      <Text size="sm" c="dimmed" mb={12}>
        {t(shared ? "question.whoCallsHint" : "question.hint")}
      </Text>
      <ul className={classes.list}>
        {questions.map((question) => (
          <Question key={question.customer.id} customerId={customerId} question={question} />
        ))}
      </ul>
    </Paper>
  );
}

function Question({ customerId, question }: { customerId: number; question: QuestionOut }) {
  const { t } = useTranslation("person");
  const name = useCustomerName();
  const other = question.customer;
  const touched = [keys.customer(customerId), keys.allCustomers, keys.allTimelines, keys.desk];
  const same = useAct(() => mergeCustomers(other.id, customerId), touched);
  const apart = useAct(() => keepApart(customerId, other.id), [keys.customer(customerId)]);
  return (
    <li className={classes.question}>
      <Group gap={12} wrap="nowrap" align="flex-start">
        <Face name={other.shown_name} size={36} />
        <Stack gap={4} miw={0} flex={1}>
          <Anchor component={Link} to={`/customers/${String(other.id)}`} fw={550} c="var(--tl-text)">
            <bdi>{name(other)}</bdi>
          </Anchor>
          {other.company && other.company !== other.shown_name && (
            <Text size="sm" c="dimmed">
              <bdi>{other.company}</bdi>
            </Text>
          )}
          <Evidence evidence={question.evidence} />
        </Stack>
      </Group>
      <div className={classes.answers}>
        <Button
          size="sm"
          loading={same.isPending}
          onClick={() => {
            same.mutate();
          }}
        >
          {t("question.same")}
        </Button>
        <Button
          variant="default"
          size="sm"
          loading={apart.isPending}
          onClick={() => {
            apart.mutate();
          }}
        >
          {t("question.apart")}
        </Button>
      </div>
    </li>
  );
}
