#!/bin/bash
# Removes all that the other commands made. What is thrown away for good, the data, is asked for once at a terminal.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ -d var && -t 0 ]]; then
    read -rp "This erases var/, with the database and every recording. Type yes to go on: " answer
    [[ $answer == yes ]] || { echo "Nothing was removed." && exit 1; }
fi
rm -rf .venv var .asterisk .asterisk.new .mypy_cache .pytest_cache .ruff_cache test-results web/static web/ui/node_modules
find . -name __pycache__ -type d -prune -exec rm -rf {} +
