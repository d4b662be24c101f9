#!/bin/sh
# Finds a Python that can build the environment and lets it do so: setup/install.sh run|dev
# PYTHON=/path/to/python chooses one.

cd "$(dirname "$0")/.." || exit 1
incomplete=
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
    if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        exec "$candidate" setup/environment.py "$@"
    fi
    incomplete=$candidate
done

if [ -n "$incomplete" ]; then
    version=$("$incomplete" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "$incomplete ($version) lacks venv or ensurepip, which build the environment." >&2
    echo "Install them, then try again. On Debian and Ubuntu: apt-get install python$version-venv" >&2
else
    echo "Deskbell needs Python 3.11 or newer, and none was found." >&2
    echo "Install one, then try again. On Debian and Ubuntu: apt-get install python3 python3-venv" >&2
    echo "If it has an unusual name: PYTHON=/path/to/python make run" >&2
fi
exit 1
