#!/bin/sh
# Copies the pinned browser libraries out of their npm packages, whose hashes npm checks against package-lock.json.
#   ./refresh.sh          replaces the copies in this folder, and the chart schema of the tests
#   ./refresh.sh --check  says whether the copies are those of the packages; exits with 1 when they are not
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp package.json package-lock.json "$work"
(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
modules="$work/node_modules"
mkdir "$work/new"
for library in vega vega-lite vega-embed; do
    # The maps of the minified code are not shipped, so the pointers to them would lead nowhere.
    grep -v '^//# sourceMappingURL=' "$modules/$library/build/$library.min.js" > "$work/new/$library.min.js"
    cp "$modules/$library/LICENSE" "$work/new/$library.LICENSE"
done
# Of the schema only what validates is kept: its descriptions are five sixths of it.
node -e '
const schema = require(process.argv[1]);
const bare = JSON.stringify(schema, (key, value) => key === "description" && typeof value === "string" ? undefined : value);
require("fs").writeFileSync(process.argv[2], bare + "\n");
' "$modules/vega-lite/build/vega-lite-schema.json" "$work/vega-lite.schema.json"
schema=../../../../tests/Veil.Reports.Tests/vega-lite.schema.json
if [ "${1:-}" = --check ]; then
    for file in "$work"/new/*; do
        cmp "$file" "$(basename "$file")"
    done
    cmp "$work/vega-lite.schema.json" "$schema"
    echo "The copies are those of the packages."
else
    cp "$work"/new/* .
    cp "$work/vega-lite.schema.json" "$schema"
fi
