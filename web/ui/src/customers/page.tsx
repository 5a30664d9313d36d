import { Paper, Stack, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Redirect } from "wouter";
import { useCustomer } from "../api/reads";
import { Page, Unread } from "../common/page";
import { useLook } from "../live/live";
import { CustomerHeader } from "./header";
import { Merges } from "./identity/merges";
import { Questions } from "./identity/questions";
import { Journey } from "./journey";
import { JourneyCode } from "./journey-code";
import { JourneyEnding, OpenJourney } from "./journey-ending";
import { NoteForm } from "./note-form";
import classes from "./page.module.css";
import { Privacy } from "./privacy";
import { Profile } from "./profile/profile";
import { Timeline } from "./timeline";

/** One customer: who they are, what they want done, and everything that happened, in one stream. */
export function CustomerPage({ id }: { id: number }) {
  const { t } = useTranslation("customers");
  const card = useCustomer(id);
  useLook({ customer: id });
  if (!card.data) return <Unread query={card} />;
  const { customer, journeys, counts } = card.data;
  // Read as somebody else now: the page of a person has one address.
  if (customer.id !== id) return <Redirect to={`/customers/${String(customer.id)}`} replace />;
  return (
    <Page className={classes.page}>
      <CustomerHeader customer={customer} counts={counts} />
      <aside className={classes.side} aria-label={t("journey.title")}>
        <Questions customerId={id} />
        <Paper withBorder radius="lg" p="md">
          <Stack gap="md">
            <Title order={2} fz="sm" lh="1.25rem" c="dimmed">
              {t("journey.title")}
            </Title>
            {journeys.map((journey) => (
              <div key={journey.id}>
                <Journey journey={journey} />
                <JourneyEnding customerId={id} journey={journey} />
                {!journey.closed_at && <JourneyCode journeyId={journey.id} />}
              </div>
            ))}
            <OpenJourney customerId={id} />
          </Stack>
        </Paper>
        <Paper withBorder radius="lg" p="md">
          <NoteForm customerId={id} />
        </Paper>
        <Folded>
          <Profile customerId={id} />
          <Merges customerId={id} />
          <Privacy customerId={id} />
        </Folded>
      </aside>
      <section className={classes.stream} aria-label={t("stream.title")}>
        <Timeline customerId={id} />
      </section>
    </Page>
  );
}

/** In the hand the stream comes below all of this, and has no end: what is needed less often opens at a touch. */
function Folded({ children }: { children: ReactNode }) {
  const { t } = useTranslation("customers");
  const hand = useMediaQuery("(max-width: 899px)", window.innerWidth < 900, { getInitialValueInEffect: false });
  if (!hand) return children;
  return (
    <details className={classes.folded}>
      <summary>{t("more")}</summary>
      <div className={classes.side}>{children}</div>
    </details>
  );
}
