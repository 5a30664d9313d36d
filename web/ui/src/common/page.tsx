import { Group, Skeleton, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Refusal } from "../api/client";
import { NotFound } from "../shell/not-found";
import classes from "./page.module.css";
import { ErrorState, LoadingLines } from "./states";

/** What every page stands in; `className` is what the page's own sheet adds to it. */
export function Page({ className = "", children }: { className?: string | undefined; children: ReactNode }) {
  return (
    <div className={classes.scroll}>
      <div className={`${classes.page ?? ""} ${className}`}>{children}</div>
    </div>
  );
}

interface HeadProps {
  title: ReactNode;
  /** What the page is for, in a sentence. */
  what?: string;
  /** The way back, above the title. */
  above?: ReactNode;
  /** Beside the title. */
  badge?: ReactNode;
  /** Buttons. */
  children: ReactNode;
}

export function Head({ title, what, above, badge, children }: HeadProps) {
  return (
    <header className={classes.head}>
      <div>
        {above}
        <Group gap={12}>
          <Title order={1}>{title}</Title>
          {badge}
        </Group>
        {what && (
          <Text c="dimmed" size="sm">
            {what}
          </Text>
        )}
      </div>
      <Group gap={8}>{children}</Group>
    </header>
  );
}

interface UnreadProps {
  /** What reads the page's content; without one, its code is being read. */
  query?: { error: unknown; isFetching: boolean; refetch: () => unknown };
}

/** In place of a page of which nothing has been read: that it is being read, or why it cannot be. */
export function Unread({ query }: UnreadProps) {
  if (!query?.error || query.isFetching)
    return (
      <Page>
        <Skeleton height={32} width={200} mb={24} />
        <LoadingLines />
      </Page>
    );
  if (query.error instanceof Refusal && query.error.status === 404) return <NotFound />;
  return <ErrorState fault={query.error} onRetry={() => void query.refetch()} />;
}
