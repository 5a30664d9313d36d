import { Anchor } from "@mantine/core";
import { IconBuildingStore, IconEye, IconNotebook, IconShoppingBag, IconShoppingCartX, IconSpeakerphone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../api/schema";
import { useFormat } from "../format/use";
import { EntryCard, field, ThinLine } from "./entry-parts";

/** What other systems tell of a customer, by kind. */
export const OUTSIDE = {
  PageViewed,
  OrderPlaced,
  CartLeft,
  ShopVisited,
  CrmNoted,
  SocialPosted,
};

interface Props {
  entry: TimelineEntry;
}

function PageViewed({ entry }: Props) {
  const { t } = useTranslation("customers");
  return (
    <ThinLine at={entry.at} icon={IconEye} hint={field(entry, "page")}>
      {t("outside.page")} <bdi>{field(entry, "title") || field(entry, "page")}</bdi>
    </ThinLine>
  );
}

function OrderPlaced({ entry }: Props) {
  const { t } = useTranslation("customers");
  const format = useFormat();
  const total = format.money(Number(field(entry, "total")), field(entry, "currency"));
  return (
    <EntryCard
      at={entry.at}
      icon={<IconShoppingBag size={18} stroke={1.6} aria-hidden />}
      title={
        <>
          {t("outside.order")} <bdi>{field(entry, "number")}</bdi> · {total}
        </>
      }
      text={field(entry, "about")}
    />
  );
}

function CartLeft({ entry }: Props) {
  const { t } = useTranslation("customers");
  const format = useFormat();
  const total = format.money(Number(field(entry, "total")), field(entry, "currency"));
  return (
    <ThinLine at={entry.at} icon={IconShoppingCartX} hint={field(entry, "about")}>
      {t("outside.cart")} {total}
    </ThinLine>
  );
}

function ShopVisited({ entry }: Props) {
  const { t } = useTranslation("customers");
  const about = field(entry, "about");
  return (
    <ThinLine at={entry.at} icon={IconBuildingStore}>
      {t("outside.visit")} <bdi>{[field(entry, "place"), about].filter(Boolean).join(" · ")}</bdi>
    </ThinLine>
  );
}

function CrmNoted({ entry }: Props) {
  const { t } = useTranslation("customers");
  const author = field(entry, "author");
  return (
    <EntryCard
      at={entry.at}
      icon={<IconNotebook size={18} stroke={1.6} aria-hidden />}
      title={author ? t("outside.crmBy", { author }) : t("outside.crm")}
      text={field(entry, "text")}
    />
  );
}

function SocialPosted({ entry }: Props) {
  const { t } = useTranslation("customers");
  const link = field(entry, "link");
  return (
    <EntryCard
      at={entry.at}
      icon={<IconSpeakerphone size={18} stroke={1.6} aria-hidden />}
      title={
        <>
          {t("outside.social")} <bdi>{field(entry, "network")}</bdi>
        </>
      }
      text={field(entry, "text")}
    >
      {/^https?:\/\//.test(link) && (
        <Anchor href={link} target="_blank" rel="noopener noreferrer" size="sm">
          {t("outside.open")}
        </Anchor>
      )}
    </EntryCard>
  );
}
