/** The look of a page: theme, light or dark, and the direction of its language. Wraps every page of the product. */
import { DirectionProvider, MantineProvider, mergeThemeOverrides, useDirection } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { type ReactNode, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "./format/use";
import { LANGUAGES } from "./i18n";
import { surfacesOfTheme, theme } from "./theme";

/** What opens over the page is closed by a cross: this is what it is called. */
function closedBy(cross: string) {
  const named = { defaultProps: { closeButtonProps: { "aria-label": cross } } };
  return { Modal: named, Drawer: named, Notification: named };
}

function Direction({ children }: { children: ReactNode }) {
  const { setDirection } = useDirection();
  const direction = LANGUAGES[useLanguage()].direction;
  useEffect(() => {
    setDirection(direction);
  }, [direction, setDirection]);
  return children;
}

export function Look({ children }: { children: ReactNode }) {
  const { t } = useTranslation("common");
  const cross = t("close");
  const named = useMemo(() => mergeThemeOverrides(theme, { components: closedBy(cross) }), [cross]);
  return (
    <DirectionProvider>
      <MantineProvider theme={named} cssVariablesResolver={surfacesOfTheme} defaultColorScheme="auto">
        <Direction>
          <Notifications position="bottom-center" limit={3} />
          {children}
        </Direction>
      </MantineProvider>
    </DirectionProvider>
  );
}
