"""Drives Graft with the unmodified openai client: files and fine_tuning.jobs.

pip install openai
python openai_client.py all-MiniLM-L6-v2
"""

import os
import sys
import time
from pathlib import Path

from openai import OpenAI

DATA = Path(__file__).parent.parent / "product-sentences"


def main(model: str) -> None:
    client = OpenAI(
        base_url=os.environ.get("GRAFT_URL", "http://127.0.0.1:8080") + "/v1",
        api_key=os.environ.get("GRAFT_API_KEY", "none is needed on this machine"),
    )
    with (DATA / "train.jsonl").open("rb") as file:
        training = client.files.create(file=file, purpose="fine-tune")
    # What OpenAI's API does not have goes into extra_body.
    job = client.fine_tuning.jobs.create(
        model=model, training_file=training.id, seed=7, extra_body={"adapter": "lora"}
    )
    while job.status not in ("succeeded", "failed", "cancelled"):
        time.sleep(1)
        job = client.fine_tuning.jobs.retrieve(job.id)
    for event in reversed(client.fine_tuning.jobs.list_events(job.id, limit=5).data):
        print(event.message)
    if job.status != "succeeded":
        sys.exit(f"{job.status}: {job.error.message}")
    print("trained", job.fine_tuned_model, "on", job.trained_tokens, "tokens")
    metrics = client.files.content(job.result_files[0]).read().decode()
    print(metrics.splitlines()[0])


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all-MiniLM-L6-v2")
