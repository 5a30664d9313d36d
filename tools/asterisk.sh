#!/bin/bash
# Finds an Asterisk to run on: the private copy in .asterisk/, or the system's own, or else a new private copy.
# Prints the copy's folder, or "system", on the standard output. Names of further programs that have to be there
# (sipp, baresip, sox: what the tests call with) may be given as arguments.
#
# A copy needs neither root nor a change to the machine. Packages are downloaded with a package state of our own and
# unpacked, not installed; the programs run through the copy's own loader and libraries (see bin/ in the copy).
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/steps.sh
source tools/apt.sh

readonly HOME_OF_COPY=$PWD/.asterisk
readonly EDITION=1 # Raise it when the packages or the layout below change: an older copy is then made anew.
readonly OLDEST=20 # The first Asterisk whose modules do all that we ask for.
readonly MEGABYTES=700
readonly NOT_FETCHED="Asterisk could not be downloaded: see that this machine reaches its package mirror (DEBIAN_MIRROR names another), or install Asterisk $OLDEST or newer and espeak-ng yourself."
readonly PROGRAMS=(asterisk espeak-ng sipp baresip sox)
readonly PACKAGES=(asterisk asterisk-core-sounds-en-wav asterisk-moh-opsound-wav espeak-ng sip-tester baresip-core sox)
readonly MODULES=(
    app_audiosocket app_confbridge app_mixmonitor res_agi res_http_websocket res_pjsip
    res_pjsip_transport_websocket res_sorcery_astdb res_sorcery_memory_cache res_srtp
)

main() {
    step "Asterisk …"
    exec 9<"$0" && flock 9 # Two set-ups at once (make run beside make test) must not make one copy.
    if is_copy "$HOME_OF_COPY"; then
        note "private copy in .asterisk"
        echo "$HOME_OF_COPY"
    elif system_serves asterisk espeak-ng "$@"; then
        note "this machine's own $(PATH=$PATH:/usr/sbin asterisk -V)"
        echo system
    else
        make_copy
        echo "$HOME_OF_COPY"
    fi
}

is_copy() { [[ -f $1/edition && $(<"$1/edition") == "$EDITION" ]]; }

# system_serves PROGRAM...: whether the programs are installed, Asterisk is new enough, and brings modules and sounds.
system_serves() {
    local program module modules sounds version PATH=$PATH:/usr/sbin:/usr/local/sbin
    for program; do command -v "$program" >/dev/null || return 1; done
    version=$(asterisk -V | grep -oE '[0-9]+' | head -n 1)
    if ((version < OLDEST)); then
        note "this machine's Asterisk $version is too old, $OLDEST is needed"
        return 1
    fi
    modules=$(first_existing /usr/lib/*-linux-gnu*/asterisk/modules /usr/lib64/asterisk/modules /usr/lib/asterisk/modules) ||
        note "this machine's Asterisk keeps its modules in an unknown place"
    for module in "${MODULES[@]}"; do
        [[ -f $modules/$module.so ]] && continue
        note "this machine's Asterisk has no $module"
        return 1
    done
    sounds=$(first_existing /{usr/share,var/lib}/asterisk/sounds/en*/beep.*) || note "this machine's Asterisk has no English sounds"
    [[ $sounds ]]
}

first_existing() {
    local path
    for path; do
        if [[ -e $path ]]; then echo "$path" && return; fi
    done
    return 1
}

# The copy is made beside its place and renamed at the end: an interrupted download is never taken for a copy.
make_copy() {
    local new=$HOME_OF_COPY.new free
    command -v apt-get >/dev/null ||
        give_up "There is no apt-get on this machine to fetch Asterisk with: install Asterisk $OLDEST or newer and espeak-ng yourself, then start again."
    free=$(df --output=avail --block-size=1M . | tail -n 1)
    ((free >= MEGABYTES)) ||
        give_up "Only $((free)) MB are free here and the private copy of Asterisk needs $MEGABYTES MB while it is made: free some space and start again."
    rm -rf "$new"
    trap 'rm -rf "$HOME_OF_COPY.new"' EXIT
    mkdir -p "$new/apt"
    download "$new/apt"
    note "unpacking"
    unpack "$new/apt" "$new/all"
    keep_what_runs "$new/all" "$new/copy"
    write_launchers "$new/copy"
    note "trying each program"
    prove "$new/copy"
    echo "$EDITION" >"$new/copy/edition"
    rm -rf "$HOME_OF_COPY"
    mv "$new/copy" "$HOME_OF_COPY"
    note "private copy made in .asterisk ($(du -sm "$HOME_OF_COPY" | cut -f 1) MB)"
}

# download FOLDER: fetch our packages and all that they depend on.
download() {
    local apt=$1 arch mirror keyring suite suites components
    # shellcheck disable=SC1091 # The machine's own description of itself.
    local ID='' ID_LIKE='' VERSION_ID='' VERSION_CODENAME='' UBUNTU_CODENAME='' && source /etc/os-release
    case " $ID $ID_LIKE " in
    *" ubuntu "*) # Its own release, unless that is older than 24.04, the first with an Asterisk that is new enough.
        suite=${UBUNTU_CODENAME:-$VERSION_CODENAME}
        [[ $ID == ubuntu && ${VERSION_ID%%.*} -lt 24 ]] && suite=noble
        suites=("$suite" "$suite-updates" "$suite-security") components="main universe"
        keyring=(/usr/share/keyrings/ubuntu-archive-keyring.*)
        ;;
    *" debian "*) # No stable release up to 13 has Asterisk at all.
        suites=(forky) components=main
        keyring=(/usr/share/keyrings/debian-archive-keyring.*)
        ;;
    *) give_up "This machine is neither Debian nor Ubuntu: install Asterisk $OLDEST or newer and espeak-ng yourself, then start again." ;;
    esac
    mirror=${DEBIAN_MIRROR:-$(machines_mirror)}
    [[ $mirror ]] ||
        give_up "This machine's package sources name no Debian or Ubuntu mirror: give one as DEBIAN_MIRROR=http://…, or install Asterisk $OLDEST or newer yourself."
    arch=$(dpkg --print-architecture)
    for suite in "${suites[@]}"; do
        echo "deb [arch=$arch signed-by=${keyring[0]}] $mirror $suite $components"
    done >"$apt/sources.list"
    package_state "$apt" >"$apt/apt.conf"
    cat >>"$apt/apt.conf" <<END
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "-";
Dir::Etc::Preferences "-";
Dir::Etc::PreferencesParts "-";
END
    note "reading the package lists of $mirror"
    private_apt "$apt" update || give_up "$NOT_FETCHED"
    note "downloading about 140 MB"
    private_apt "$apt" --yes --download-only install "${PACKAGES[@]}" || give_up "$NOT_FETCHED"
}

# The first source of this machine that is the archive itself: no security archive, no third party.
machines_mirror() {
    # shellcheck disable=SC2016 # The dollars are apt's.
    apt-get indextargets --format '$(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk '$1 == "main" && $2 ~ /(debian|ubuntu)/ && $2 !~ /security/ { print $2; exit }'
}

# keep_what_runs FROM TO: programs, libraries, modules and sounds; no documentation, no Perl, no system accounts.
keep_what_runs() {
    local from=$1 to=$2 loader libraries path program
    # A release from before the merge of /lib into /usr/lib still has some libraries there.
    if [[ -d $from/lib ]]; then cp -a "$from/lib/." "$from/usr/lib/"; fi
    loader=$(first_existing "$from"/usr/lib/*/ld-linux*.so.*)
    libraries=$(dirname "$loader")
    rm -rf "$libraries"/{perl*,audit,security,krb5,gio} "$from"/usr/share/asterisk/{conf,firmware,phoneprov}
    # These lead out of the copy, into folders that only an installed Asterisk has.
    find "$from/usr/share/asterisk" -type l -lname '/*' -delete
    # An installation would choose the voice that speaks plain "en". There is one.
    path=$(first_existing "$from"/usr/share/asterisk/sounds/en*/beep.*)
    ln -sfn "$(basename "$(dirname "$path")")" "$from/usr/share/asterisk/sounds/en"
    mkdir -p "$to/usr/bin"
    for program in "${PROGRAMS[@]}"; do
        path=$(first_existing "$from"/usr/{bin,sbin}/"$program")
        cp --dereference "$path" "$to/usr/bin/$program" # One of them is a link to another name.
    done
    for path in usr/lib/baresip usr/share/{asterisk,baresip,espeak-ng-data}; do
        if [[ -e $from/$path ]]; then move "$from" "$to" "$path"; fi
    done
    move "$from" "$to" "${libraries#"$from"/}"
    ln -s "${libraries##*/}" "$to/usr/lib/native" # A name that is the same on every architecture.
    ln -s "${loader##*/}" "$to/usr/lib/native/loader"
}

move() {
    mkdir -p "$(dirname "$2/$3")"
    mv "$1/$3" "$2/$3"
}

# One launcher a program. It finds the copy by its own place, so the folder can be moved.
write_launchers() {
    local copy=$1 program
    mkdir "$copy/bin"
    for program in "${PROGRAMS[@]}"; do
        cat >"$copy/bin/$program" <<'END'
#!/bin/sh
# Runs the program of this name through the copy's own loader and libraries, wherever the copy lies.
launcher=$(readlink -f "$0")
copy=${launcher%/bin/*}
program=${launcher##*/}
export ESPEAK_DATA_PATH="${ESPEAK_DATA_PATH:-$copy/usr/lib/native}"
exec "$copy/usr/lib/native/loader" --inhibit-cache --argv0 "$program" \
    --library-path "$copy/usr/lib/native:$copy/usr/lib/native/pulseaudio" "$copy/usr/bin/$program" "$@"
END
        chmod +x "$copy/bin/$program"
    done
}

# Each program starts and says something: a library that is missing shows here and not in the middle of a call.
prove() {
    local bin=$1/bin
    says Asterisk "$bin/asterisk" -V
    says Persian "$bin/espeak-ng" --voices=fa
    says SIPp "$bin/sipp" -v
    says Usage "$bin/baresip" -h
    says SoX "$bin/sox" --version
}

# says WORD PROGRAM ARGUMENT...: not its exit code but its words tell; to some, a question for help is a failure.
says() {
    local word=$1 answer && shift
    answer=$("$@" 2>&1 </dev/null || true)
    [[ $answer == *"$word"* ]] && return
    printf '%s\n' "$answer" | tail -n 5 >&2
    give_up "${1##*/} of the private copy does not run on this machine: install Asterisk $OLDEST or newer and espeak-ng yourself, then start again."
}

main "$@"
