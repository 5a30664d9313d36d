import { Center, Loader } from "@mantine/core";
import { type RefCallback, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

/** Whether the element with the returned ref can be seen; null before that is known. */
export function useOnScreen(margin = "0px"): [RefCallback<HTMLElement>, boolean | null] {
  const [seen, setSeen] = useState<boolean | null>(null);
  const ref = useCallback(
    (element: HTMLElement | null) => {
      if (!element) return undefined;
      const observer = new IntersectionObserver(
        (entries) => {
          setSeen(entries.at(-1)?.isIntersecting ?? null);
        },
        { rootMargin: margin },
      );
      observer.observe(element);
      return () => {
        observer.disconnect();
      };
    },
    [margin],
  );
  return [ref, seen];
}

/** The end of a list that goes on: it loads more when it comes near. */
export function More({ more, loading, load }: { more: boolean; loading: boolean; load: () => void }) {
  const { t } = useTranslation("common");
  const [ref, near] = useOnScreen("400px");
  useEffect(() => {
    if (near && more && !loading) load();
  }, [near, more, loading, load]);
  return (
    <Center ref={ref} mih={8} py={loading ? "md" : 0}>
      {loading && <Loader size="sm" aria-label={t("loading")} />}
    </Center>
  );
}
