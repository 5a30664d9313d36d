/** @jsxImportSource preact */
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/vazirmatn/wght.css";
import "../fonts/thai.css";
import "../theme.css";
import "./phone.css";
import { render } from "preact";
import { showScheme } from "../visitor/language";
import { App } from "./app";

showScheme();
const root = document.getElementById("root");
if (!root) throw new Error("phone.html has no #root");
render(<App />, root);
