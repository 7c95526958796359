#!/usr/bin/env bash
# The life of one purchase through the built functions, started by real.sh: sam local start-api and sam local invoke on
# DynamoDB Local, with moto for SES. .ci/life has the steps.
set -euo pipefail
. .ci/stage.sh

# The containers reach the servers at docker0.
export EARSHOT_LIFE_API=http://127.0.0.1:8810 EARSHOT_LIFE_ENV=$EARSHOT_RUN/env.json
cat >"$EARSHOT_LIFE_ENV" <<'END'
{"Parameters": {"AWS_ENDPOINT_URL_DYNAMODB": "http://172.17.0.1:8801", "AWS_ENDPOINT_URL_SES": "http://172.17.0.1:8809"}}
END
go build -o "$EARSHOT_RUN/life" ./.ci/life

sam local start-api --config-env ci --env-vars "$EARSHOT_LIFE_ENV" >"$EARSHOT_RUN/start-api.log" 2>&1 &
api=$!
trap 'kill $api 2>/dev/null; wait $api 2>/dev/null || true' EXIT
end=$((SECONDS + 60))
until (exec 3<>/dev/tcp/127.0.0.1/8810) 2>/dev/null; do
	if ! kill -0 $api 2>/dev/null || [ $SECONDS -gt $end ]; then
		tail -n 30 "$EARSHOT_RUN/start-api.log"
		stop "sam local start-api does not start"
	fi
	sleep 0.1
done
"$EARSHOT_RUN/life" || { tail -n 60 "$EARSHOT_RUN/start-api.log" && stop "the life of one purchase"; }
