/** The look: one accent, neutral greys, an 8-pixel grid, one type scale. Used by every page. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const thread: MantineColorsTuple = [
  "#ecf8f6", "#d8efeb", "#aeddd5", "#81cabe", "#5bbaab", "#3daa99", "#21917f", "#0d7a6d", "#09655a", "#054a42",
];

const gray: MantineColorsTuple = [
  "#f8f9f9", "#f1f3f3", "#e6e9e9", "#d8dddc", "#c3cac9", "#a3acab", "#7d8887", "#566160", "#3b4443", "#202726",
];

const dark: MantineColorsTuple = [
  "#d6dbda", "#b3bbb9", "#8c9694", "#626c6a", "#3d4745", "#2f3836", "#262d2c", "#1b2120", "#141918", "#0d1110",
];

/** What lies over the page is a surface, as a card is, and no second page. */
const SHEET = {
  header: { background: "var(--tl-surface)" },
  content: { background: "var(--tl-surface)" },
  title: { fontSize: "1rem", fontWeight: 600 },
};

export const theme = createTheme({
  primaryColor: "thread",
  primaryShade: 7,
  colors: { thread, gray, dark },
  fontFamily: "'Inter Variable', 'Vazirmatn Variable', 'Noto Sans Thai Variable', system-ui, sans-serif",
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.5rem", lineHeight: "2rem" },
      h2: { fontSize: "1.25rem", lineHeight: "1.75rem" },
      h3: { fontSize: "1rem", lineHeight: "1.5rem" },
    },
  },
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  lineHeights: { xs: "1rem", sm: "1.25rem", md: "1.375rem", lg: "1.5rem", xl: "1.75rem" },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  radius: { sm: "6px", md: "8px", lg: "12px" },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    InputWrapper: { styles: { label: { marginBlockEnd: 4 } } },
    Button: { defaultProps: { fw: 550 } },
    Badge: { defaultProps: { tt: "none", fw: 550 } },
    Modal: { styles: SHEET },
    Drawer: { styles: SHEET },
  },
});

const surfaces = {
  "--mantine-color-body": "var(--tl-page)",
  "--mantine-color-text": "var(--tl-text)",
  "--mantine-color-dimmed": "var(--tl-quiet)",
  "--mantine-color-anchor": "var(--tl-accent)",
  "--mantine-color-default": "var(--tl-surface)",
  "--mantine-color-default-hover": "var(--tl-sunken)",
  "--mantine-color-default-border": "var(--tl-edge)",
  "--mantine-color-placeholder": "var(--tl-faint)",
  "--mantine-color-thread-light": "var(--tl-accent-soft)",
  "--mantine-color-thread-light-hover": "var(--tl-accent-line)",
  "--mantine-color-thread-light-color": "var(--tl-accent)",
  "--mantine-color-yellow-light": "var(--tl-warn-soft)",
  "--mantine-color-yellow-light-color": "var(--tl-warn)",
  "--mantine-color-red-light": "var(--tl-bad-soft)",
  "--mantine-color-red-light-color": "var(--tl-bad)",
  "--mantine-color-error": "var(--tl-bad)",
};

/** Mantine's own surfaces follow ours, of theme.css: one place says what a colour is in the light and in the dark. */
export const surfacesOfTheme: CSSVariablesResolver = () => ({ variables: {}, light: surfaces, dark: surfaces });
