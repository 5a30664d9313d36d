import { Loader, Modal, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/act";
import { keys } from "../../api/keys";
import { mergeCustomers } from "../../api/people";
import { useCustomers } from "../../api/reads";
import type { CustomerLine } from "../../api/schema";
import { Face } from "../../common/face";
import { Identities } from "../identities";
import { useCustomerName } from "../name";
import classes from "./identity.module.css";

const SHOWN = 6;

/** Say by hand that another customer is this one. It can be undone on the page. */
export function MergeDialog({ customer, onClose }: { customer: CustomerLine; onClose: () => void }) {
  const { t } = useTranslation(["person", "common", "customers"]);
  const name = useCustomerName();
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 200);
  const [note, setNote] = useState("");
  const found = useCustomers(q);
  const others = (found.data?.pages[0]?.customers ?? []).filter((each) => each.id !== customer.id).slice(0, SHOWN);
  const merge = useAct(
    (other: number) => mergeCustomers(customer.id, other, note.trim()),
    [keys.customer(customer.id), keys.allCustomers, keys.allTimelines, keys.desk],
  );
  return (
    <Modal
      opened
      onClose={onClose}
      centered
      title={<Text fw={600}>{t("merge.choose", { name: name(customer) })}</Text>}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Stack gap="md">
        <TextInput
          data-autofocus
          type="search"
          leftSection={<IconSearch size={18} stroke={1.6} />}
          rightSection={found.isFetching ? <Loader size={16} /> : null}
          label={t("merge.search")}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
          }}
        />
        <TextInput
          label={t("merge.why")}
          maxLength={400}
          value={note}
          dir="auto"
          onChange={(event) => {
            setNote(event.currentTarget.value);
          }}
        />
        {others.length === 0 && found.isSuccess && (
          <Text size="sm" c="dimmed">
            {t("customers:list.nothing", { q })}
          </Text>
        )}
        <div>
          {others.map((other) => (
            <UnstyledButton
              key={other.id}
              className={classes.found}
              disabled={merge.isPending}
              onClick={() => {
                merge.mutate(other.id, { onSuccess: onClose });
              }}
            >
              <Face name={other.shown_name} size={36} />
              <span style={{ minInlineSize: 0 }}>
                <Text fw={550} truncate>
                  <bdi>{name(other)}</bdi>
                </Text>
                <Identities identities={other.identities.slice(0, 2)} />
              </span>
            </UnstyledButton>
          ))}
        </div>
      </Stack>
    </Modal>
  );
}
