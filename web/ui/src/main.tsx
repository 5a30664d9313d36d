import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/vazirmatn/wght.css";
import "./fonts/thai.css";
import "./theme.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Refusal } from "./api/client";
import { startI18n } from "./i18n";
import { Look } from "./look";
import { App } from "./shell/app";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, fault) => failures < 2 && !(fault instanceof Refusal && fault.status < 500),
      refetchOnWindowFocus: false,
    },
  },
});

await startI18n();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <Look>
      <QueryClientProvider client={client}>
        <App />
      </QueryClientProvider>
    </Look>
  </StrictMode>,
);
