import { Paper, Stack, Title, VisuallyHidden } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFloor } from "../api/reads";
import { Page, Unread } from "../common/page";
import { EmptyState } from "../common/states";
import { useLook } from "../live/live";
import { AgentRow } from "./agent-row";
import { ChannelReport } from "./channel-report";
import classes from "./floor.module.css";
import { JourneyReport } from "./journey-report";
import { QueueCard } from "./queue-card";
import { RecognizerList } from "./recognizers";

/** The floor as it is now: who waits, how long, and who could answer. */
export function FloorPage() {
  const { t } = useTranslation("floor");
  const floor = useFloor();
  useLook({ floor: true });
  if (!floor.data) return <Unread query={floor} />;
  const { queues, agents } = floor.data;
  return (
    <Page className={classes.page}>
      <Title order={1}>{t("title")}</Title>
      <section aria-label={t("queues")}>
        {queues.length === 0 ? (
          <EmptyState icon={IconUsersGroup} title={t("noQueues")} />
        ) : (
          <ul className={classes.queues}>
            {queues.map((queue) => (
              <li key={queue.key}>
                <QueueCard queue={queue} readAt={floor.dataUpdatedAt} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <Stack component="section" gap={12} aria-label={t("agents")}>
        <Title order={2}>{t("agents")}</Title>
        <Paper withBorder radius="lg" className={classes.surface}>
          {agents.length === 0 ? (
            <EmptyState icon={IconUsersGroup} title={t("noAgents")} hint={t("noAgentsHint")} />
          ) : (
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{t("agent")}</th>
                  <th scope="col">{t("presence")}</th>
                  <th scope="col" className={classes.number}>
                    {t("since")}
                  </th>
                  <th scope="col" className={classes.number}>
                    {t("contacts")}
                  </th>
                  <th scope="col">
                    <VisuallyHidden>{t("change")}</VisuallyHidden>
                  </th>
                </tr>
              </thead>
              <tbody>
                {agents.map((agent) => (
                  <AgentRow key={agent.id} agent={agent} />
                ))}
              </tbody>
            </table>
          )}
        </Paper>
      </Stack>
      <JourneyReport />
      <ChannelReport />
      <RecognizerList />
    </Page>
  );
}
