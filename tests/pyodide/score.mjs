// Runs a workbook's main.py in Pyodide and calls its functions, as xlwings Lite does in a browser.
//
//     node score.mjs PYODIDE REQUEST.json ANSWER.json
//
// The request has: files (path inside Pyodide -> path here), load (wheels that Pyodide itself unpacks), install
// (wheels that micropip installs), shared (name -> matrix), calls ([function, [matrix or {"shared": name}, ...]]).
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

// Node would print the line of the program that failed, which in Pyodide is a megabyte long.
process.on("uncaughtException", (error) => {
  console.error(String(error.message ?? error));
  process.exit(1);
});

const [folder, requestFile, answerFile] = process.argv.slice(2);
const request = JSON.parse(readFileSync(requestFile, "utf-8"));
const { loadPyodide } = await import(pathToFileURL(join(folder, "node_modules", "pyodide", "pyodide.mjs")));

const seconds = {};
let began = performance.now();
const lap = (name) => {
  seconds[name] = (performance.now() - began) / 1000;
  began = performance.now();
};

const pyodide = await loadPyodide({ indexURL: join(folder, "node_modules", "pyodide") + "/" });
lap("start");
for (const [there, here] of Object.entries(request.files)) {
  pyodide.FS.mkdirTree(dirname(there));
  pyodide.FS.writeFile(there, readFileSync(here));
}
for (const wheel of request.load) {
  pyodide.unpackArchive(new Uint8Array(readFileSync(wheel)), "wheel");
}
for (const wheel of request.install) {
  await pyodide.pyimport("micropip").install(wheel);
}
began = performance.now();
pyodide.runPython("import sys; sys.path[:0] = ['/workbook', '/stand-in']");
const main = pyodide.pyimport("main");
const xlwings = pyodide.pyimport("xlwings");
lap("import");

// Numbers, nulls and objects of JavaScript become Python's here, by Pyodide's own rules.
const shared = {};
for (const [name, matrix] of Object.entries(request.shared)) shared[name] = pyodide.toPy(matrix);
const results = [];
for (const [name, matrices] of request.calls) {
  const given = matrices.map((one) => (Array.isArray(one) ? pyodide.toPy(one) : shared[one.shared]));
  const list = pyodide.toPy([]);
  for (const one of given) list.append(one);
  const start = performance.now();
  const answer = JSON.parse(xlwings.called(main[name], list));
  results.push({ answer, seconds: (performance.now() - start) / 1000 });
  list.destroy();
}
const python = pyodide.runPython("import sys; sys.version.split()[0]");
const where = pyodide.runPython("import sheetqual; sheetqual.__file__");
const functions = JSON.parse(xlwings.registered(main));
writeFileSync(answerFile, JSON.stringify({ python, where, seconds, functions, results }));
