import { Highlight, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useSaid } from "../api/reads";
import type { Hit } from "../api/schema";
import { ChannelIcon } from "../common/channel";
import { Moment } from "../common/moment";
import { More } from "../common/on-screen";
import { ErrorState, LoadingLines } from "../common/states";
import { directionOf } from "../format/direction";
import { useCustomerName } from "./name";
import classes from "./timeline.module.css";

/** What was said and written with these words in it: by everybody, or within one timeline. */
export function Said({ q, customerId }: { q: string; customerId?: number }) {
  const { t } = useTranslation("person");
  const said = useSaid(q, customerId);
  const hits = said.data?.pages.flatMap((page) => page.hits) ?? [];
  const everybody = customerId === undefined;
  if (said.isPending) return <LoadingLines count={3} height={64} />;
  if (said.isError && hits.length === 0) return <ErrorState fault={said.error} onRetry={() => void said.refetch()} />;
  if (everybody && hits.length === 0) return null;
  return (
    <section aria-label={t("said.title")} style={everybody ? { marginBlockStart: 32 } : undefined}>
      {everybody && (
        <Title order={2} fz="md" mb={12}>
          {t("said.title")}
        </Title>
      )}
      {hits.length === 0 ? (
        <Text c="dimmed" size="sm" ta="center" py="xl">
          {t("said.nothing")}
        </Text>
      ) : (
        <ul className={classes.hits} data-old={said.isPlaceholderData || undefined}>
          {hits.map((hit) => (
            <li key={hit.entry.id}>
              <Found hit={hit} q={q} named={everybody} />
            </li>
          ))}
        </ul>
      )}
      <More more={said.hasNextPage} loading={said.isFetchingNextPage} load={() => void said.fetchNextPage()} />
    </section>
  );
}

function Found({ hit, q, named }: { hit: Hit; q: string; named: boolean }) {
  const name = useCustomerName();
  const { t } = useTranslation("common");
  const { entry, customer } = hit;
  const channel = ["phone", "chat", "email", "web"].find((each) => each === entry.channel) ?? "desk";
  const inside = (
    <>
      <span className={classes.sign}>
        <ChannelIcon channel={channel} size={16} quiet />
      </span>
      <Text fw={550} truncate>
        {named ? <bdi>{name(customer)}</bdi> : t(`channel.${channel as "phone"}`)}
      </Text>
      <Moment at={entry.at} size="xs" />
      <Highlight className={classes.excerpt ?? ""} size="sm" highlight={q.split(/\s+/)} dir={directionOf(hit.excerpt)}>
        {hit.excerpt}
      </Highlight>
    </>
  );
  return named ? (
    <Link className={classes.hit ?? ""} to={`/customers/${String(customer.id)}`} style={{ textDecoration: "none" }}>
      {inside}
    </Link>
  ) : (
    <div className={classes.hit}>{inside}</div>
  );
}
