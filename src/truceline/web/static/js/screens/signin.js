// Signing in by name and password; and again, over the page as it stands, when a session has ended.
import { html, useEffect, useRef, useState } from "../html.js";
import { say } from "../api.js";
import { t } from "../words.js";

function Form({ name = "", enter }) {
  const [wrong, setWrong] = useState("");
  const submit = async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    try {
      await enter(await say("POST", "/api/session", { name: form.get("name"), password: form.get("password") }));
    } catch (refusal) { setWrong(refusal.message); }
  };
  return html`<form onSubmit=${submit}>
    <label>${t("signin.name")}<input name="name" autocomplete="username" defaultValue=${name} required autofocus=${!name} /></label>
    <label>${t("signin.password")}<input name="password" type="password" autocomplete="current-password" required autofocus=${Boolean(name)} /></label>
    ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
    <button class="go">${t("signin.enter")}</button>
  </form>
  <p class="caption">${t("signin.alone")}</p>`;
}

export const SignIn = ({ enter }) => html`<main class="signin card" id="main"><h1>${t("signin.title")}</h1><${Form} enter=${enter} /></main>`;

export function SignInAgain({ here, enter, close }) {
  const dialog = useRef(null);
  useEffect(() => { dialog.current.showModal(); }, []);
  return html`<dialog class="signin" ref=${dialog} onClose=${close} aria-labelledby="over"><h2 id="over">${t("signin.over")}</h2>
    <p>${t("signin.kept")}</p><${Form} name=${here.name} enter=${enter} /></dialog>`;
}
