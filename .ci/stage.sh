# Stages: sourced by run and real.sh. A stage has a name, prints its time, and ends everything when it fails.

current=""

stop() {
	printf '\n.ci/run: FAILED: %s\n' "$*" >&2
	exit 1
}

# stage NAME COMMAND… runs the command in this shell, and not in a condition: there bash would go on after its errors.
stage() {
	local began=$SECONDS
	current=$1
	shift
	printf '\n== %s\n' "$current"
	"$@"
	printf '== %s: %d s\n' "$current" $((SECONDS - began))
	echo "$((SECONDS - began)) $current" >>"$EARSHOT_RUN/stages"
	current=""
}

# failed says at the exit of a script which stage it ended in.
failed() {
	[ -n "$current" ] || return 0
	echo "- $current: FAILED" >>"$EARSHOT_RUN/stages"
	printf '\n.ci/run: FAILED in the stage: %s\n' "$current" >&2
}

summary() {
	[ -e "$EARSHOT_RUN/stages" ] || return 0
	printf '\n== Summary, in seconds\n'
	awk '{ s += $1; t = $1; $1 = ""; printf "  %5s %s\n", t, $0 } END { printf "  %5d  all\n", s }' "$EARSHOT_RUN/stages"
}
