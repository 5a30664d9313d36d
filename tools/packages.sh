#!/bin/bash
# Makes .venv and installs the Python packages of a requirements file (the first argument) into it.
# Nothing is done while neither the pins nor the interpreter have changed, so a second start needs no network.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/steps.sh

readonly WANTED=${1:-requirements.txt}

main() {
    step "Python packages …"
    exec 9<"$0" && flock 9
    .venv/bin/python -c "import pip" 2>/dev/null || make_venv
    local stamp=.venv/$WANTED.installed
    if [[ -f $stamp && $(<"$stamp") == "$(pins)" ]]; then
        note "as $WANTED says"
        return
    fi
    .venv/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off -r "$WANTED" 2>&1 |
        progress >&2 ||
        give_up "The Python packages could not be installed, for the reason above: see that this machine reaches its Python package index and has room on its disk, and start again."
    pins >"$stamp"
}

# One requirements file may include the other, so both count.
pins() { sha256sum requirements*.txt .venv/pyvenv.cfg; }

# Of pip's words, the names of what it fetches, and whatever went wrong.
progress() {
    awk '/^Collecting / { sub(/[^A-Za-z0-9_.-].*/, "", $2); line = line " " $2 }
         length(line) > 90 { print "   " line; fflush(); line = "" }
         /^Installing collected/ { if (line) print "   " line; print "    installing them"; fflush(); line = "" }
         /^ *(ERROR|error)/ { print }'
}

make_venv() {
    local python
    for python in python3.11 python3.12 python3.13 python3; do
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        "$python" -c 'import ensurepip' 2>/dev/null ||
            give_up "$python has no venv module: install the package $("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])') and start again."
        note "new .venv with $("$python" --version)"
        rm -rf .venv && "$python" -m venv .venv
        return
    done
    give_up "There is no Python 3.11 or newer on this machine: install python3.11 and python3.11-venv and start again."
}

main
