#!/usr/bin/env bash
# The checks, as run starts them: root in a namespace of its own, without a network but for 127.0.0.1.
set -euo pipefail
. .ci/parts.sh
. .ci/stage.sh
trap failed EXIT

run=$EARSHOT_RUN
mkdir -p "$run/tmp"
for name in $(env | sed -n 's/^\(AWS_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done # nobody's account, no bundle of certificates
export TMPDIR=$run/tmp GOPROXY=off DOCKER_HOST=unix://$run/docker.sock PATH=$sam_venv/bin:$PATH
export EARSHOT_TEST_DYNAMODB=http://127.0.0.1:8801 EARSHOT_TEST_SES=http://127.0.0.1:8809
export EARSHOT_TEST_CHROMIUM
EARSHOT_TEST_CHROMIUM=$(command -v chromium)
export EARSHOT_TEST_AXE=$axe/node_modules/axe-core/axe.min.js

# start NAME PORT COMMAND… runs a server until the namespace ends and waits until it listens.
start() {
	local name=$1 port=$2
	shift 2
	"$@" >"$run/$name.log" 2>&1 &
	await "$name" "$!" bash -c "exec 3<>/dev/tcp/127.0.0.1/$port"
}

# await NAME PID COMMAND… waits at most 60 s until the command succeeds.
await() {
	local name=$1 pid=$2 end=$((SECONDS + 60))
	shift 2
	until "$@" >/dev/null 2>&1; do
		if ! kill -0 "$pid" 2>/dev/null || [ $SECONDS -gt $end ]; then
			tail -n 20 "$run/$name.log"
			stop "$name does not start"
		fi
		sleep 0.1
	done
}

servers() {
	ip link set lo up
	dockerd --data-root "$run/docker" --exec-root "$run/exec" --pidfile "$run/docker.pid" -H "$DOCKER_HOST" >"$run/dockerd.log" 2>&1 &
	local dockerd=$!
	start dynamodb 8801 java -Xmx256m -Djava.io.tmpdir="$TMPDIR" -Djava.library.path="$ddb" -cp "$ddb/*" \
		com.amazonaws.services.dynamodbv2.local.main.ServerRunner -disableTelemetry -inMemory -sharedDb -port 8801
	start moto 8809 "$moto_venv/bin/moto_server" -H 0.0.0.0 -p 8809
	await dockerd $dockerd docker info
	image
}

# image makes the runtime of sam local from the emulator that SAM brings: nothing has to be pulled. Only static binaries
# run in it, so that a binary which is not static is found here.
image() {
	mkdir -p "$run/image"
	cp "$sam_venv"/lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-x86_64 "$run/image/"
	cat >"$run/image/Dockerfile" <<-'END'
		FROM scratch
		ADD aws-lambda-rie-x86_64 /var/rapid/aws-lambda-rie
		ENV LAMBDA_TASK_ROOT=/var/task LAMBDA_RUNTIME_DIR=/var/runtime PATH=/usr/local/bin:/usr/bin:/bin:/opt/bin TZ=:UTC
		WORKDIR /tmp
		WORKDIR /var/task
	END
	DOCKER_BUILDKIT=0 docker build -q -t earshot-runtime:rapid-x86_64 "$run/image" 2>/dev/null
}

# tests runs what the README says, go test ./..., and shows a line for each package and whatever skipped itself, with the
# reason. For want of a part nothing can: with CI set that is an error (package parts).
tests() {
	local code=0
	go test -v -timeout 10m ./... >"$run/test.log" 2>&1 || code=$?
	grep -E '^ok' "$run/test.log" || true
	if [ $code != 0 ]; then
		grep -v -E '^ *(=== |--- (PASS|SKIP))|^PASS$|^ok |no test files' "$run/test.log" | tail -n 300
		stop "go test ./..."
	fi
	awk '/^=== (RUN|CONT|NAME)/ { test = $3 } /^ +[a-z0-9_]+\.go:[0-9]+: / { sub(/^ +/, ""); said[test] = $0 }
		/--- SKIP/ { why = said[$3]; sub(/#.*/, "", $3); print "  skipped " $3 ": " why }' "$run/test.log" | sort | uniq -c
}

formatted() {
	local files
	files=$(gofmt -l .)
	[ -z "$files" ] || stop "gofmt would change: $files"
}

# fuzz gives every target 10 s, and all together 4 minutes. Minimizing is bounded: it ate nearly all of the time of targets
# that read from a table.
fuzz() {
	local list each pkg target
	list=$(go test -list '^Fuzz' ./... | awk '/^Fuzz/ { t[n++] = $1 } /^ok/ { for (i = 0; i < n; i++) print $2, t[i]; n = 0 }')
	[ -n "$list" ] || return 0
	each=$((240 / $(wc -l <<<"$list")))
	[ $each -lt 10 ] || each=10
	while read -r pkg target; do
		go test -run '^$' -fuzz "^$target\$" -fuzztime "${each}s" -fuzzminimizetime 10x "$pkg" >"$run/fuzz.log" 2>&1 || { tail -n 40 "$run/fuzz.log" && stop "$pkg $target"; }
		echo "$pkg $target: $(grep -oE 'execs: [0-9]+' "$run/fuzz.log" | tail -n 1), $each s"
	done <<<"$list"
}

templates() {
	cfn-lint template.yaml
	sam validate --lint --region us-east-1
}

# sizes holds the binaries to their limits, in bytes, and to being the same from another folder.
sizes() {
	local limit name size over=""
	# Setup links what all others have apart: SES, SQS, DNS, the writer of mails, rehearsals, kept webhooks. It is opened now
	# and then by the merchant alone, so that it may start a little later.
	for limit in Webhooks=9000000 Reactions=9000000 Deliveries=9000000 Answers=12500000 Dashboard=12500000 Dispatch=12500000 Setup=13500000; do
		name=${limit%=*}
		size=$(stat -c %s ".aws-sam/build/$name/bootstrap")
		printf '  %-11s %8d bytes of at most %8d\n' "$name" "$size" "${limit#*=}"
		[ "$size" -le "${limit#*=}" ] || over="$over $name"
	done
	[ -z "$over" ] || stop "too big:$over"
	mkdir -p "$run/again"
	make -s build-Webhooks ARTIFACTS_DIR="$run/again"
	cmp .aws-sam/build/Webhooks/bootstrap "$run/again/bootstrap" || stop "the same source gave another binary"
}

# invokes calls a function with each event. The name of the file begins with the function's and may end with the HTTP
# status that is wanted: webhooks-shopify-order.json is answered 2xx or 3xx, webhooks-shopify-forged-401.json 401.
invokes() {
	local file name
	for file in events/*-*.json; do
		name=$(basename "${file%%-*}")
		sam local invoke "${name^}" -e "$file" --config-env ci >"$run/out.json" 2>"$run/err.log" || { tail -n 40 "$run/err.log" && stop "$file"; }
		python3 .ci/answer.py "$file" "$run/out.json" || { tail -n 40 "$run/err.log" && stop "$file"; }
	done
}

stage "servers: dockerd, DynamoDB Local, moto" servers
stage "go test ./..." tests
stage "gofmt" formatted
stage "go vet" go vet ./... ./.ci/life
stage "staticcheck" "$staticcheck" ./... ./.ci/life
stage "fuzz" fuzz
stage "cfn-lint and sam validate --lint" templates
stage "sam build" sam build --config-env ci
stage "sizes" sizes
stage "sam local invoke of every event" invokes
stage "the life of one purchase" .ci/life.sh
