#!/bin/sh
# Stands in for a linker where everything is linked: `linked.sh MODULE ... -o OUTPUT` copies the module.
set -eu
module=
output=
while [ $# -gt 0 ]; do
  case $1 in
    -o) output=$2; shift ;;
    *.wasm) module=$1 ;;
  esac
  shift
done
cp "$module" "$output"
