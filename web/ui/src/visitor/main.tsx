/** @jsxImportSource preact */
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/vazirmatn/wght.css";
import "../fonts/thai.css";
import "./shop.css";
import "./drawings.css";
import { render } from "preact";
import { showScheme } from "./language";
import { Shop } from "./shop";

showScheme();
const root = document.getElementById("root");
if (!root) throw new Error("visitor.html has no #root");
render(<Shop />, root);
