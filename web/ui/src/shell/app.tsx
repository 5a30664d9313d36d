import { lazy, Suspense } from "react";
import { Redirect, Route, Switch } from "wouter";
import { LoadingLines } from "../common/states";
import { DeskPage } from "../desk/page";
import { AgentDeskProvider } from "../desk/provider";
import { LiveUpdates } from "../live/live";
import { Frame } from "./frame";
import { NotFound } from "./not-found";
import { SessionGate, useUser } from "./session";

const CustomersPage = lazy(() => import("../customers/list").then((module) => ({ default: module.CustomersPage })));
const CustomerPage = lazy(() => import("../customers/page").then((module) => ({ default: module.CustomerPage })));
const CallbacksPage = lazy(() => import("../callbacks/page").then((module) => ({ default: module.CallbacksPage })));
const DayPage = lazy(() => import("../day/page").then((module) => ({ default: module.DayPage })));
const HousePage = lazy(() => import("../house/page").then((module) => ({ default: module.HousePage })));
const FloorPage = lazy(() => import("../floor/page").then((module) => ({ default: module.FloorPage })));
const QueuesPage = lazy(() => import("../queues/list").then((module) => ({ default: module.QueuesPage })));
const QueuePage = lazy(() => import("../queues/page").then((module) => ({ default: module.QueuePage })));
const FlowsPage = lazy(() => import("../flows/list").then((module) => ({ default: module.FlowsPage })));
const FlowPage = lazy(() => import("../flows/page").then((module) => ({ default: module.FlowPage })));
const AnalyticsPage = lazy(() => import("../flows/analytics/page").then((module) => ({ default: module.AnalyticsPage })));
const ChannelsPage = lazy(() => import("../channels/page").then((module) => ({ default: module.ChannelsPage })));

/** Whoever comes in by the page to log in has nothing more to do there. */
const AT_THE_DOOR = /^\/(login)?$/;

export function App() {
  return (
    <SessionGate>
      <LiveUpdates>
        <Desk>
          <Frame>
            <Suspense fallback={<LoadingLines />}>
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
      <Route path="/customers/:id">{({ id }) => <CustomerPage key={id} id={Number(id)} />}</Route>
      <Route path="/callbacks" component={CallbacksPage} />
      {role !== "agent" && <Route path="/floor" component={FloorPage} />}
      {role !== "agent" && <Route path="/queues" component={QueuesPage} />}
      {role !== "agent" && <Route path="/queues/:key">{({ key }) => <QueuePage key={key} queueKey={key} />}</Route>}
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
