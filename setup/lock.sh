#!/bin/sh
# Writes the three lock files. They name no package index, so they install from whichever one pip is set to.
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate "$@"
}
compile pyproject.toml --output-file requirements.lock
compile pyproject.toml --group dev --constraints requirements.lock --output-file requirements-dev.lock
compile --group setup --constraints requirements-dev.lock --output-file requirements-setup.lock
.venv/bin/pip-audit --require-hashes --disable-pip --requirement requirements-dev.lock
