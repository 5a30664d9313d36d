import { Avatar, Badge, Button, Text } from "@mantine/core";
import { IconHistory, IconPencil, IconPlus, IconUsers } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { UserMade } from "../api/schema";
import { initials } from "../common/initials";
import { LinePage } from "../common/line-page";
import { Unread } from "../common/page";
import { EmptyState } from "../common/states";
import { useLook } from "../live/live";
import { Skills } from "../queues/skills";
import { useUser } from "../shell/session";
import { inOrder, skillName, type UserLine, useUsers } from "./api";
import { ChangesDialog } from "./changes";
import { AddPerson, ChangePerson, HandOver } from "./dialogs";
import classes from "./people.module.css";

/** Who works here, for supervisors: added, changed, switched off. */
export function PeoplePage() {
  const { t } = useTranslation("people");
  const found = useUsers();
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState<UserLine | null>(null);
  const [looking, setLooking] = useState(false);
  const [made, setMade] = useState<UserMade | null>(null);
  useLook({ floor: true });
  if (!found.data) return <Unread query={found} />;
  const { users, known } = found.data;
  const close = () => { setAdding(false); setChanging(null); };
  const handOver = (made: UserMade) => { close(); setMade(made); };
  return (
    <>
      <LinePage
        title={t("title")}
        what={t("what")}
        actions={
          <>
            <Button variant="default" leftSection={<IconHistory size={16} stroke={1.6} />} onClick={() => { setLooking(true); }}>{t("changes.title")}</Button>
            <Button leftSection={<IconPlus size={16} />} onClick={() => { setAdding(true); }}>{t("add")}</Button>
          </>
        }
        empty={<EmptyState icon={IconUsers} title={t("none")} />}
        lines={users.map((user) => (
          <Person key={user.id} user={user} onChange={() => { setChanging(user); }} />
        ))}
      />
      {adding && <AddPerson known={known} close={close} made={handOver} />}
      {changing && <ChangePerson user={changing} known={known} close={close} made={handOver} />}
      {looking && <ChangesDialog users={users} close={() => { setLooking(false); }} />}
      {made && <HandOver made={made} close={() => { setMade(null); }} />}
    </>
  );
}

function Person({ user, onChange }: { user: UserLine; onChange: () => void }) {
  const { t } = useTranslation(["people", "common"]);
  const me = useUser().id === user.id;
  return (
    <li className={classes.person} data-off={!user.active || undefined}>
      <span className={classes.who}>
        <Avatar size={36} radius="xl" color={user.active ? "thread" : "gray"} variant="light" aria-hidden>{initials(user.name)}</Avatar>
        <span className={classes.names}>
          <Text component="span" fw={550}>
            <bdi>{user.name}</bdi>
            {me && <Text component="span" c="dimmed" fw={400}> · {t("you")}</Text>}
          </Text>
          <Text component="span" size="sm" c="dimmed"><bdi dir="ltr">{user.login}</bdi></Text>
        </span>
      </span>
      <span className={classes.role}>
        <Badge variant="light" color={user.role === "agent" ? "gray" : "thread"} tt="none" fw={550}>{t(`common:role.${user.role}`)}</Badge>
        {!user.active && <Badge variant="outline" color="gray" tt="none" fw={550}>{t("off")}</Badge>}
      </span>
      <span className={classes.can}>
        <Skills skills={inOrder(user.skills)} nameOf={skillName} none={t(user.agent_id === null ? "noDesk" : "nothing")} />
      </span>
      {user.yours ? (
        <Button
          variant="subtle"
          color="gray"
          size="sm"
          leftSection={<IconPencil size={16} stroke={1.6} />}
          aria-label={t("changeOf", { name: user.name })}
          onClick={onChange}
        >
          {t("change")}
        </Button>
      ) : (
        <Text component="span" size="xs" c="dimmed" className={classes.notYours}>{t("notYours")}</Text>
      )}
    </li>
  );
}
