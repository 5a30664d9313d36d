import { Suspense } from "react";
import { Redirect, Route, Switch } from "wouter";
import { later } from "../common/later";
import { Unread } from "../common/page";
import { DeskPage } from "../desk/page";
import { AgentDeskProvider } from "../desk/provider";
import { LiveUpdates } from "../live/live";
import { Frame } from "./frame";
import { NotFound } from "./not-found";
import { SessionGate, useUser } from "./session";

const CustomersPage = later(() => import("../customers/list").then((module) => module.CustomersPage));
const CustomerPage = later(() => import("../customers/page").then((module) => module.CustomerPage));
const ImportsPage = later(() => import("../customers/import/page").then((module) => module.ImportsPage), "imports");
const ImportPage = later(() => import("../customers/import/one").then((module) => module.ImportPage), "imports");
const CallbacksPage = later(() => import("../callbacks/page").then((module) => module.CallbacksPage));
const DayPage = later(() => import("../day/page").then((module) => module.DayPage), "day");
const HousePage = later(() => import("../house/page").then((module) => module.HousePage));
const FloorPage = later(() => import("../floor/page").then((module) => module.FloorPage), "floor");
const QueuesPage = later(() => import("../queues/list").then((module) => module.QueuesPage), "queues");
const QueuePage = later(() => import("../queues/page").then((module) => module.QueuePage), "queues");
const PeoplePage = later(() => import("../people/page").then((module) => module.PeoplePage), "people", "queues");
const HotlinesPage = later(() => import("../hotlines/page").then((module) => module.HotlinesPage), "hotlines", "queues", "channels");
const HotlinePage = later(() => import("../hotlines/one").then((module) => module.HotlinePage), "hotlines", "queues");
const FlowsPage = later(() => import("../flows/list").then((module) => module.FlowsPage), "flows", "studio");
const FlowPage = later(() => import("../flows/page").then((module) => module.FlowPage), "flows", "faults", "changes");
const AnalyticsPage = later(() => import("../flows/analytics/page").then((module) => module.AnalyticsPage), "flows");
const ChannelsPage = later(() => import("../channels/page").then((module) => module.ChannelsPage), "channels");

/** Whoever comes in by the page to log in has nothing more to do there. */
const AT_THE_DOOR = /^\/(login)?$/;

export function App() {
  return (
    <SessionGate>
      <LiveUpdates>
        <Desk>
          <Frame>
            <Suspense fallback={<Unread />}>
              <Pages />
            </Suspense>
          </Frame>
        </Desk>
      </LiveUpdates>
    </SessionGate>
  );
}

/** Those who answer have a desk, which lives on whatever page they look at. */
function Desk({ children }: { children: React.ReactNode }) {
  const { agent_id } = useUser();
  return agent_id === null ? children : <AgentDeskProvider>{children}</AgentDeskProvider>;
}

function Pages() {
  const { agent_id, role } = useUser();
  return (
    <Switch>
      {agent_id !== null && <Route path="/desk" component={DeskPage} />}
      {agent_id !== null && <Route path="/day">{() => <DayPage who="me" />}</Route>}
      {role !== "agent" && <Route path="/agents/:id/day">{({ id }) => <DayPage key={id} who={Number(id)} />}</Route>}
      {role !== "agent" && <Route path="/house" component={HousePage} />}
      <Route path="/customers" component={CustomersPage} />
      {role !== "agent" && <Route path="/customers/import" component={ImportsPage} />}
      {role !== "agent" && <Route path="/customers/import/:id">{({ id }) => <ImportPage key={id} id={Number(id)} />}</Route>}
      <Route path="/customers/:id">{({ id }) => <CustomerPage key={id} id={Number(id)} />}</Route>
      <Route path="/callbacks" component={CallbacksPage} />
      {role !== "agent" && <Route path="/floor" component={FloorPage} />}
      {role !== "agent" && <Route path="/queues" component={QueuesPage} />}
      {role !== "agent" && <Route path="/queues/:key">{({ key }) => <QueuePage key={key} queueKey={key} />}</Route>}
      {role !== "agent" && <Route path="/people" component={PeoplePage} />}
      {role !== "agent" && <Route path="/hotlines" component={HotlinesPage} />}
      {role !== "agent" && <Route path="/hotlines/:id">{({ id }) => <HotlinePage key={id} id={Number(id)} />}</Route>}
      {role !== "agent" && <Route path="/flows" component={FlowsPage} />}
      {role !== "agent" && <Route path="/flows/:key">{({ key }) => <FlowPage key={key} flowKey={key} />}</Route>}
      {role !== "agent" && <Route path="/flows/:key/analytics">{({ key }) => <AnalyticsPage key={key} flowKey={key} />}</Route>}
      {role !== "agent" && <Route path="/channels/:tab?" component={ChannelsPage} />}
      <Route path={AT_THE_DOOR}>
        <Redirect to={agent_id === null ? (role === "agent" ? "/customers" : "/floor") : "/desk"} replace />
      </Route>
      <Route component={NotFound} />
    </Switch>
  );
}
