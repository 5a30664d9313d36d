#!/bin/bash
# Becomes the given command, inside the surroundings that the set-up made: the virtual environment and the private
# Asterisk, where there is one, come first on the PATH; ASTERISK_HOME names that copy.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH:/usr/sbin # Where a system Asterisk lies, though not on everybody's PATH.
if [[ -x .asterisk/bin/asterisk ]]; then
    export PATH=$PWD/.asterisk/bin:$PATH ASTERISK_HOME=$PWD/.asterisk
fi
exec "$@"
