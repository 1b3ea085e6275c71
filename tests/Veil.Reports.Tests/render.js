// Compiles and draws Vega-Lite specifications without a browser, the way a report does: node render.js FOLDER < specs.json
'use strict';
const fs = require('fs');
const vm = require('vm');
const folder = process.argv[2];
for (const library of ['vega', 'vega-lite']) {
  vm.runInThisContext(fs.readFileSync(`${folder}/${library}.min.js`, 'utf8'), { filename: library });
}

// There is no window here, which charts that fill their container would watch.
const warnings = [];
const logger = { level() { return this; }, error(...m) { warnings.push(m.join(' ')); return this; }, warn(...m) { m = m.join(' '); if (!m.includes('Can not resolve event source: window')) warnings.push(m); return this; }, info() { return this; }, debug() { return this; } };
(async () => {
  const drawn = [];
  for (const spec of JSON.parse(fs.readFileSync(0, 'utf8'))) {
    warnings.length = 0;
    const compiled = vegaLite.compile(spec, { logger }).spec;
    const svg = await new vega.View(vega.parse(compiled), { renderer: 'none', logger }).toSVG();
    drawn.push({ marks: (svg.match(/aria-roledescription="(bar|point|line mark|rule|rect|box|tick)[^"]*"/g) || []).length, warnings: [...warnings], svg });
  }

  console.log(JSON.stringify({ vega: vega.version, vegaLite: vegaLite.version, drawn }));
})().catch(fault => { console.error(fault); process.exit(1); });
