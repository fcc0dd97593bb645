#!/bin/sh
# Write deploy/constraints.txt anew: the version of every library that requirements.txt brings, directly or not.
# The image is built with it, so that it is the same whenever it is built. For Python 3.11 on Linux, as the image.
set -eu

PLACE=$(mktemp -d)
trap 'rm -rf "$PLACE"' EXIT

.venv/bin/python -m venv "$PLACE/venv"
"$PLACE/venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: -r requirements.txt
{
    echo "# Every library of the image with its version, those that others bring included: the image is the same whenever"
    echo "# it is built. Written by \`make pins\` from requirements.txt; for Python 3.11 on Linux."
    "$PLACE/venv/bin/python" -m pip freeze --disable-pip-version-check
} >deploy/constraints.txt
