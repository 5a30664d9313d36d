/** @jsxImportSource preact */
import "@fontsource-variable/vazirmatn/wght.css";
import "../fonts/thai.css";
import "../theme.css";
import "./widget.css";
import "./messages.css";
import "./composer.css";
import "./panel.css";
import "./care.css";
import { render } from "preact";
import { showScheme } from "../visitor/language";
import { App } from "./app";
import { paint, place } from "./place";
import { loadTexts } from "./texts";

showScheme(place.scheme);
paint(place.color);
const root = document.getElementById("root");
if (!root) throw new Error("widget.html has no #root");
void loadTexts(place.language).then(() => { render(<App />, root); });
