# shellcheck shell=bash
# What the set-up scripts say, and how they give up. Sourced, never run.
# All of it goes to the standard error, so that a script's standard output stays its answer.

# step TEXT: the headline of one step. STEP (as in "2/4") comes from the Makefile.
step() { printf '%s%s\n' "${STEP:+$STEP }" "$*" >&2; }

# note TEXT: one line of progress below the headline.
note() { printf '    %s\n' "$*" >&2; }

# give_up TEXT: one sentence that says what is missing and what to do about it.
give_up() {
    printf '\n%s\n' "$*" >&2
    exit 1
}
