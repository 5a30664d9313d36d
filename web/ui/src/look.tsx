/** The look of a page: theme, light or dark, and the direction of its language. Wraps every page of the product. */
import { DirectionProvider, MantineProvider, useDirection } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { type ReactNode, useEffect } from "react";
import { useLanguage } from "./format/use";
import { LANGUAGES } from "./i18n";
import { surfacesOfTheme, theme } from "./theme";

function Direction({ children }: { children: ReactNode }) {
  const { setDirection } = useDirection();
  const direction = LANGUAGES[useLanguage()].direction;
  useEffect(() => {
    setDirection(direction);
  }, [direction, setDirection]);
  return children;
}

export function Look({ children }: { children: ReactNode }) {
  return (
    <DirectionProvider>
      <MantineProvider theme={theme} cssVariablesResolver={surfacesOfTheme} defaultColorScheme="auto">
        <Direction>
          <Notifications position="bottom-center" limit={3} />
          {children}
        </Direction>
      </MantineProvider>
    </DirectionProvider>
  );
}
