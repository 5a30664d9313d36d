import { Drawer, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { ChannelIcon } from "../../common/channel";
import { Moment } from "../../common/moment";
import { More } from "../../common/on-screen";
import { EmptyState, ErrorState, LoadingLines } from "../../common/states";
import { type Asked, useContacts } from "../api";
import { type Flow, nodeOf, titleOf } from "../model/flow";
import classes from "./analytics.module.css";

interface Props {
  flowKey: string;
  node: string;
  flow: Flow | null;
  asked: Asked;
  onClose: () => void;
}

/** Who came to a node; a press leads to the customer, where the whole call is. */
export function ContactsDrawer({ flowKey, node, flow, asked, onClose }: Props) {
  const { t } = useTranslation("flows");
  const contacts = useContacts(flowKey, node, asked);
  const lines = contacts.data?.pages.flatMap((page) => page.contacts) ?? [];
  const known = flow ? nodeOf(flow, node) : undefined;
  return (
    <Drawer opened onClose={onClose} position="right" title={known ? titleOf(known) : node}>
      {contacts.isPending && <LoadingLines p="md" />}
      {contacts.isError && <ErrorState fault={contacts.error} onRetry={() => void contacts.refetch()} />}
      {contacts.isSuccess && lines.length === 0 && <EmptyState icon={IconUsers} title={t("analytics.nobody")} />}
      <ul className={classes.contacts}>
        {lines.map((line) => (
            <li key={`${line.kind}-${String(line.id)}`}>
              <Link to={`/customers/${String(line.customer_id ?? "")}`} className={classes.contact ?? ""}>
                <ChannelIcon channel={line.kind} />
                <Text flex={1} truncate>
                  <bdi>{line.customer}</bdi>
                </Text>
                <Moment at={line.at} />
              </Link>
            </li>
        ))}
      </ul>
      <More more={contacts.hasNextPage} loading={contacts.isFetchingNextPage} load={() => void contacts.fetchNextPage()} />
    </Drawer>
  );
}
