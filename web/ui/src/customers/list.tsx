import { ActionIcon, Button, Group, Loader, Text, TextInput, Title, Tooltip, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconFileImport, IconForms, IconSearch, IconSearchOff, IconUsers } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useCustomers } from "../api/reads";
import type { CustomerLine } from "../api/schema";
import { Face } from "../common/face";
import { Moment } from "../common/moment";
import { More } from "../common/on-screen";
import { Page } from "../common/page";
import { EmptyState, ErrorState, LoadingLines } from "../common/states";
import { Identities } from "./identities";
import { useCustomerName } from "./name";
import { FieldsDialog } from "./profile/fields-dialog";
import { Said } from "./said";
import { useUser } from "../shell/session";
import classes from "./list.module.css";

/** All customers, whoever was here last on top. */
export function CustomersPage() {
  const { t } = useTranslation(["customers", "person"]);
  const { role } = useUser();
  const [defining, setDefining] = useState(false);
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 200);
  const customers = useCustomers(q);
  const lines = customers.data?.pages.flatMap((page) => page.customers) ?? [];
  return (
    <Page className={classes.page}>
      <header className={classes.head}>
        <Group gap={8} wrap="nowrap">
          <Title order={1}>{t("list.title")}</Title>
          {role === "admin" && (
            <Tooltip label={t("person:fields.open")}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                aria-label={t("person:fields.open")}
                onClick={() => {
                  setDefining(true);
                }}
              >
                <IconForms size={18} stroke={1.6} />
              </ActionIcon>
            </Tooltip>
          )}
          {role !== "agent" && (
            <Button
              component={Link}
              to="/customers/import"
              variant="default"
              className={classes.bring ?? ""}
              leftSection={<IconFileImport size={16} stroke={1.6} />}
            >
              {t("list.import")}
            </Button>
          )}
        </Group>
        {defining && (
          <FieldsDialog
            onClose={() => {
              setDefining(false);
            }}
          />
        )}
        <TextInput
          className={classes.search}
          type="search"
          size="md"
          leftSection={<IconSearch size={18} stroke={1.6} />}
          rightSection={customers.isFetching && typed ? <Loader size={16} /> : null}
          aria-label={t("list.search")}
          placeholder={t("list.search")}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
          }}
        />
      </header>
      {customers.isPending && <LoadingLines count={8} height={64} />}
      {customers.isError && lines.length === 0 && (
        <ErrorState fault={customers.error} onRetry={() => void customers.refetch()} />
      )}
      {customers.isSuccess && lines.length === 0 && (
        <EmptyState
          icon={q ? IconSearchOff : IconUsers}
          title={q ? t("list.nothing", { q }) : t("list.empty")}
          hint={t(q ? "list.nothingHint" : "list.emptyHint")}
        />
      )}
      {lines.length > 0 && (
        <ul className={classes.list} data-old={customers.isPlaceholderData || undefined}>
          {lines.map((customer) => (
            <Line key={customer.id} customer={customer} />
          ))}
        </ul>
      )}
      <More
        more={customers.hasNextPage}
        loading={customers.isFetchingNextPage}
        load={() => void customers.fetchNextPage()}
      />
      {q.length > 1 && !customers.hasNextPage && <Said q={q} />}
    </Page>
  );
}

function Line({ customer }: { customer: CustomerLine }) {
  const name = useCustomerName();
  return (
    <li>
      <UnstyledButton component={Link} to={`/customers/${String(customer.id)}`} className={classes.line}>
        <Face name={customer.shown_name} />
        <div className={classes.who}>
          <Text fw={550} truncate>
            <bdi>{name(customer)}</bdi>
          </Text>
          {customer.company && customer.company !== customer.shown_name && (
            <Text size="sm" c="dimmed" truncate>
              <bdi>{customer.company}</bdi>
            </Text>
          )}
        </div>
        <div className={classes.addresses}>
          <Identities identities={customer.identities.slice(0, 3)} />
        </div>
        <Moment at={customer.seen_at} />
      </UnstyledButton>
    </li>
  );
}
