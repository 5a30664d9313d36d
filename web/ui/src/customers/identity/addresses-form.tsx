import { Button, Group, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/act";
import { keys } from "../../api/keys";
import { addAddress, shareAddress } from "../../api/people";
import type { AddressIn, IdentityOut } from "../../api/schema";
import classes from "./identity.module.css";

const KINDS = ["phone", "email", "messenger", "external"] as const;
type Kind = (typeof KINDS)[number];

/** A customer's addresses: add one, and say which of them several people use. */
export function AddressesForm({ customerId, identities }: { customerId: number; identities: IdentityOut[] }) {
  const { t } = useTranslation("person");
  const [kind, setKind] = useState<Kind>("phone");
  const [value, setValue] = useState("");
  const touched = [keys.customer(customerId), keys.allCustomers, keys.desk];
  const add = useAct((address: AddressIn) => addAddress(customerId, address), touched);
  const share = useAct(
    (identity: IdentityOut) =>
      shareAddress(customerId, { kind: identity.kind as Kind, value: identity.value, shared: !identity.shared }),
    touched,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(
      { kind, value },
      {
        onSuccess: () => {
          setValue("");
        },
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {identities
          .filter((identity) => identity.kind !== "visitor")
          .map((identity) => (
            <div key={`${identity.kind}:${identity.value}`} className={classes.address}>
              <Text className="ltr">{identity.shown}</Text>
              <Switch
                label={t("address.shared")}
                labelPosition="left"
                checked={identity.shared}
                onChange={() => {
                  share.mutate(identity);
                }}
              />
            </div>
          ))}
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <Select
            label={t("address.kind")}
            w={136}
            flex="none"
            allowDeselect={false}
            data={KINDS.map((each) => ({ value: each, label: t(`address.${each}`) }))}
            value={kind}
            onChange={(chosen) => {
              setKind(KINDS.find((each) => each === chosen) ?? "phone");
            }}
          />
          <TextInput
            label={t("address.value")}
            placeholder={EXAMPLES[kind]}
            flex={1}
            dir="ltr"
            maxLength={320}
            value={value}
            onChange={(event) => {
              setValue(event.currentTarget.value);
            }}
          />
          <Button type="submit" variant="default" disabled={!value.trim()} loading={add.isPending}>
            {t("address.add")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const EXAMPLES: Record<Kind, string> = {
  phone: "+1 555 123 0001",
  email: "name@example.com",
  messenger: "telegram:name",
  external: "crm:4711",
};
