#!/usr/bin/env bash
# Runs DynamoDB Local in the foreground, in memory, for tests and for `go run . -dynamodb URL`.
#
#   .ci/dynamodb.sh [PORT]        8801 unless told; end it with Ctrl-C. Installs what it needs, once.
set -euo pipefail
. "$(dirname "$0")/parts.sh"
port=${1:-8801}
install_missing java dynamodb
echo "export EARSHOT_TEST_DYNAMODB=http://127.0.0.1:$port"
tmp=$(mktemp -d) && cd "$tmp"
trap 'rm -rf "$tmp"' EXIT
java -Xmx256m -Djava.io.tmpdir="$tmp" -cp "$ddb/*" -Djava.library.path="$ddb" \
	com.amazonaws.services.dynamodbv2.local.main.ServerRunner -disableTelemetry -inMemory -sharedDb -port "$port"
