"""Drives Graft over plain HTTP: upload, train, wait, predict, download.

pip install httpx
python plain.py all-MiniLM-L6-v2
"""

import os
import sys
import time
from pathlib import Path

import httpx

DATA = Path(__file__).parent.parent / "product-sentences"
KEY = os.environ.get("GRAFT_API_KEY", "")
ENDS = ("succeeded", "failed", "cancelled")


def main(model: str) -> None:
    url = os.environ.get("GRAFT_URL", "http://127.0.0.1:8080")
    headers = {"Authorization": f"Bearer {KEY}"} if KEY else {}
    with httpx.Client(base_url=url, headers=headers, timeout=120) as graft:
        train, test = (upload(graft, name) for name in ("train.jsonl", "test.jsonl"))
        job = answer(
            graft.post(
                "/v1/fine_tuning/jobs",
                json={"model": model, "training_file": train, "test_file": test, "adapter": "lora", "seed": 7},
            )
        )
        while job["status"] not in ENDS:
            time.sleep(1)
            job = answer(graft.get(f"/v1/fine_tuning/jobs/{job['id']}"))
        if job["status"] != "succeeded":
            sys.exit(f"{job['status']}: {job['error']}")
        adapter = job["adapter_id"]
        print("adapter", adapter)
        texts = ["The battery died after two days.", "Works perfectly, I love it."]
        predicted = answer(graft.post(f"/v1/adapters/{adapter}/predict", json={"inputs": texts}))
        for text, row in zip(texts, predicted["data"]):
            print(f"{text}  {row['label']}")
        weights = graft.get(f"/v1/adapters/{adapter}/weights", params={"format": "peft"})
        weights.raise_for_status()
        target = Path(f"{adapter}.zip")
        target.write_bytes(weights.content)
        print("downloaded", target, len(weights.content), "bytes")


def upload(graft: httpx.Client, name: str) -> str:
    with (DATA / name).open("rb") as file:
        return answer(graft.post("/v1/files", data={"purpose": "fine-tune"}, files={"file": (name, file)}))["id"]


def answer(response: httpx.Response) -> dict:
    """The service's own words, where it refuses."""
    if response.is_error:
        sys.exit(f"{response.status_code}: {response.json().get('detail', response.text)}")
    return response.json()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all-MiniLM-L6-v2")
