// A screen's own style sheet, loaded once and before the screen is shown.
const sheets = new Map();

export function styles(name) {
  if (!sheets.has(name)) sheets.set(name, new Promise((loaded) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = `/static/css/${name}.css`;
    link.onload = link.onerror = loaded;
    document.head.append(link);
  }));
  return sheets.get(name);
}
