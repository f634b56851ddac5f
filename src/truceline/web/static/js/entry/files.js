// Tables and documents: chosen or dropped; a table is shown as it would be taken in before it is.
import { html, useRef, useState } from "../html.js";
import { say } from "../api.js";
import { number, t } from "../words.js";

const ending = (name) => name.slice(name.lastIndexOf(".")).toLowerCase();
const at = (path, query) => `${path}?${new URLSearchParams(query)}`;

function Drop({ accept, multiple, taken, label }) {
  const input = useRef(null);
  const [over, setOver] = useState(false);
  const drop = (event) => { event.preventDefault(); setOver(false); taken([...event.dataTransfer.files]); };
  return html`<div class=${over ? "drop over" : "drop"} onDragOver=${(event) => { event.preventDefault(); setOver(true); }} onDragLeave=${() => setOver(false)} onDrop=${drop}>
    <label>${label}<input ref=${input} type="file" accept=${accept.join(",")} multiple=${multiple} onChange=${() => { taken([...input.current.files]); input.current.value = ""; }} /></label>
    <p class="caption">${t("entry.drop", accept.join(" "))}</p></div>`;
}

function DatasetChoice({ choices, dataset, set }) {
  return html`<label class="row">${t("entry.dataset")}<select value=${dataset} onChange=${(event) => set(event.target.value)}>${choices.datasets.map((id) => html`<option value=${id}>${id}</option>`)}</select></label>`;
}

function Columns({ preview }) {
  return html`<table><caption class="caption">${t("entry.columns")}</caption><thead><tr><th scope="col">${t("entry.column")}</th><th scope="col">${t("entry.taken_for")}</th><th scope="col">${t("entry.example")}</th></tr></thead>
    <tbody>${preview.columns.map((column) => html`<tr><th scope="row">${column.theirs}</th><td>${column.ours.length ? html`<code>${column.ours.join(", ")}</code>` : html`<i>${t("entry.attribute")}</i>`}</td><td>${column.example}</td></tr>`)}</tbody></table>`;
}

function Sample({ preview }) {
  const names = [...new Set(preview.sample.flatMap((row) => Object.keys(row)))];
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t("entry.sample")}><table><caption class="caption">${t("entry.sample")}</caption><thead><tr>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody>${preview.sample.map((row) => html`<tr>${names.map((name) => html`<td>${row[name] ?? ""}</td>`)}</tr>`)}</tbody></table></div>`;
}

function Problems({ preview }) {
  if (!preview.told) return html`<p>${t("entry.no_problems")}</p>`;
  return html`<details open><summary>${t("entry.problems", number(preview.told))}</summary><ul>${preview.problems.map((problem) => html`<li>${problem.line ? `${t("entry.line", problem.line)}: ` : ""}${problem.field ? `${problem.field}: ` : ""}${problem.message}${problem.hint ? ` (${problem.hint})` : ""}</li>`)}</ul></details>`;
}

export function Tables({ choices, done }) {
  const [dataset, setDataset] = useState(choices.datasets[0]);
  const [file, setFile] = useState(null);
  const [preview, setPreview] = useState(null);
  const [wrong, setWrong] = useState("");
  const look = async ([chosen]) => {
    if (!chosen) return;
    setFile(chosen); setPreview(null); setWrong("");
    try { setPreview(await say("POST", at("/api/tables/preview", { name: chosen.name, dataset }), chosen)); } catch (refusal) { setWrong(refusal.message); }
  };
  const take = async () => {
    try {
      const filed = await say("PUT", at("/api/tables", { name: preview.name, dataset: preview.dataset, sha256: preview.sha256 }), file);
      setPreview(null); setFile(null);
      done(t(filed.new ? "entry.filed" : "entry.filed_before", filed.name));
    } catch (refusal) { setWrong(refusal.message); }
  };
  return html`<section class="files" aria-labelledby="tables-title"><h2 id="tables-title">${t("entry.tables")}</h2>
    <${DatasetChoice} choices=${choices} dataset=${dataset} set=${setDataset} />
    <${Drop} accept=${choices.tables} taken=${look} label=${t("entry.choose_table")} />
    <div role="status">${file && !preview && !wrong && html`<p>${t("entry.reading", file.name)}</p>`}${wrong && html`<p class="wrong">${wrong}</p>`}</div>
    ${preview && html`<div class="card preview">
      <h3>${preview.name}</h3>
      <p>${t("entry.counts", number(preview.rows), number(preview.new), number(preview.changed), number(preview.same))}</p>
      ${preview.missing.length > 0 && html`<p>${t("entry.missing", preview.missing.join(", "))}</p>`}
      <${Columns} preview=${preview} /><${Sample} preview=${preview} /><${Problems} preview=${preview} />
      <p class="row"><button class="go" disabled=${!preview.rows} onClick=${take}>${t("entry.take_in")}</button><button onClick=${() => { setPreview(null); setFile(null); }}>${t("entry.leave")}</button></p>
    </div>`}
  </section>`;
}

export function Documents({ choices, done }) {
  const [dataset, setDataset] = useState(choices.datasets[0]);
  const [told, setTold] = useState([]);
  const take = async (files) => {
    for (const file of files) {
      try {
        if (!choices.documents.includes(ending(file.name))) throw new Error(t("entry.no_document", choices.documents.join(" ")));
        const filed = await say("PUT", at("/api/documents", { name: file.name, dataset }), file);
        setTold((old) => [...old, { name: file.name, words: t(filed.new ? "entry.filed" : "entry.filed_before", file.name) }]);
        done(t("entry.filed", file.name));
      } catch (refusal) { setTold((old) => [...old, { name: file.name, words: refusal.message, bad: true }]); }
    }
  };
  return html`<section class="files" aria-labelledby="documents-title"><h2 id="documents-title">${t("entry.documents")}</h2>
    <${DatasetChoice} choices=${choices} dataset=${dataset} set=${setDataset} />
    <${Drop} accept=${choices.documents} multiple taken=${take} label=${t("entry.choose_documents")} />
    <ul role="status">${told.map((one) => html`<li class=${one.bad ? "wrong" : ""}>${one.bad ? `${one.name}: ` : ""}${one.words}</li>`)}</ul>
  </section>`;
}
