import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useHouse } from "../api/house";
import { useFloor } from "../api/reads";
import { Page, Unread } from "../common/page";
import { useUser } from "../shell/session";
import { Answers } from "./answers";
import { Breaks } from "./breaks";
import { Card } from "./card";
import { Dispositions } from "./dispositions";
import classes from "./house.module.css";
import { Keeping } from "./keeping";
import { Rules } from "./rules";

/** What supervisors decide for every desk. */
export function HousePage() {
  const { t } = useTranslation("house");
  const { role } = useUser();
  const house = useHouse();
  const floor = useFloor();
  if (!house.data) return <Unread query={house} />;
  return (
    <Page className={classes.page}>
      <Title order={1}>{t("title")}</Title>
      <Rules house={house.data} />
      <Breaks house={house.data} />
      <Dispositions house={house.data} queues={floor.data?.queues ?? []} />
      {role === "admin" && <Keeping />}
      <Card title={t("answers.title")} hint={t("answers.hint")}>
        <Answers shared />
      </Card>
    </Page>
  );
}
