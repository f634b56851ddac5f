// Signing in by name and password.
import { html, useState } from "../html.js";
import { say } from "../api.js";
import { t } from "../words.js";

export function SignIn({ enter }) {
  const [wrong, setWrong] = useState("");
  const submit = async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    try {
      await enter(await say("POST", "/api/session", { name: form.get("name"), password: form.get("password") }));
    } catch (refusal) { setWrong(refusal.message); }
  };
  return html`<main class="signin card" id="main">
    <h1>${t("signin.title")}</h1>
    <form onSubmit=${submit}>
      <label>${t("signin.name")}<input name="name" autocomplete="username" required autofocus /></label>
      <label>${t("signin.password")}<input name="password" type="password" autocomplete="current-password" required /></label>
      ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
      <button class="go">${t("signin.enter")}</button>
    </form>
    <p class="caption">${t("signin.alone")}</p>
  </main>`;
}
