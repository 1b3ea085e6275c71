#!/usr/bin/env bash
# Times the published program from outside, method independent: wall time, peak memory, and where the time goes.
# usage: bench/whole-process.sh [FOLDER WITH adult_train.csv]
set -euo pipefail
cd "$(dirname "$0")/.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
dotnet publish src/Veil.Cli -c Release -o "$work/veil" --nologo -v quiet
dotnet run -c Release --project samples/PeopleGenerator -- "$work/people.csv" 1000000

measure() {
  local what="$1"
  shift
  for _ in 1 2 3; do
    /usr/bin/time -f "$what: %e s wall, %U s user, %M KiB peak" "$work/veil/veil" synth "$@" -m independent --epsilon 1 -o "$work/out.csv" --force 2>&1 |
      grep -E "Time:|wall"
  done
}

if [ $# -gt 0 ]; then
  measure "Adult, declared" "$1/adult_train.csv" --schema samples/schemas/adult.schema.json
  measure "Adult, nothing declared" "$1/adult_train.csv" --header
fi
measure "1,000,000 x 16, declared" "$work/people.csv" --schema samples/people.schema.json -n 1000000
measure "1,000,000 x 16, nothing declared" "$work/people.csv" --header

size=$(stat -c %s "$work/people.csv")
"$work/veil/veil" synth "$work/people.csv" --schema samples/people.schema.json -m independent --epsilon 1 -o "$work/out.csv" --force --json |
  awk -v size="$size" '/"reading"/ {gsub(/[^0-9.]/, "", $2); printf "our reader: %.0f MB/s\n", size / 1e6 / $2}'
python=
for candidate in python3 /usr/bin/python3; do
  "$candidate" -c 'import pandas' 2>/dev/null && python="$candidate" && break
done
if [ -n "$python" ]; then
  "$python" -c "
import os, sys, time, pandas
start = time.time(); pandas.read_csv(sys.argv[1]); seconds = time.time() - start
print('pandas read_csv: %.0f MB/s' % (os.path.getsize(sys.argv[1]) / 1e6 / seconds))" "$work/people.csv"
fi
