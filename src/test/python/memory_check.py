"""Measures what a large model costs a service in memory: starts it, trains, predicts, and asks Linux.

    python src/test/python/memory_check.py --model DIRECTORY --runs 3 -- java -jar target/graft.jar

What it needs: httpx, Linux, and a model directory such as large_model.py beside it writes. The words behind
`--` start the service. Each run has a data directory of its own, with the model linked into its model root.

For each stage it prints the largest resident size of the service's process since the stage began (VmHWM, in
which pages of mapped files count), what of it was anonymous memory and pages of files at the end, and the
size over that of the weights. `--mappings` says whose pages there are. It is no part of the build.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import httpx

MIB = 1 << 20
ROWS = [dict(text=text) for text in ["a red apple", "is it a bus", "rain", "the big green house"]]


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def status(pid):
    """The sizes in /proc/PID/status, in bytes."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return {name: int(size) * 1024 for name, size in re.findall(r"^(\w+):\s+(\d+) kB$", text, re.MULTILINE)}


def whose(name, access):
    if not name:
        return "anonymous" if "x" not in access else "code made at run time"
    if name.startswith("["):
        return name
    if name.endswith((".safetensors", ".bin")):
        return "weights"
    return re.sub(r"[-.\d]+$", "", pathlib.Path(name).name)


def mappings(pid):
    """Resident bytes by owner, the largest first."""
    sizes = collections.Counter()
    owner = "?"
    for line in pathlib.Path(f"/proc/{pid}/smaps").read_text().splitlines():
        head = re.match(r"[0-9a-f]+-[0-9a-f]+ (\S+) \S+ \S+ \d+\s*(.*)", line)
        if head:
            owner = whose(head[2], head[1])
        elif line.startswith("Rss:"):
            sizes[owner] += int(line.split()[1]) * 1024
    return sizes.most_common(12)


class Service:
    def __init__(self, command, model, data):
        port = free_port()
        (data / "models").mkdir()
        (data / "models" / "large").symlink_to(model.resolve())
        environment = os.environ | dict(GRAFT_DATA=str(data), SERVER_PORT=str(port), OPT_OUT_TRACKING="true")
        self.log = data / "log"
        self.process = subprocess.Popen(command, env=environment, stdout=self.log.open("wb"), stderr=subprocess.STDOUT)
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=600)
        self.wait(self.ready)

    def wait(self, done):
        while not done():
            if self.process.poll() is not None:
                sys.exit("the service ended:\n" + self.log.read_text()[-3000:])
            time.sleep(0.2)

    def ready(self):
        try:
            return self.http.get("/actuator/health/readiness").status_code == 200
        except httpx.TransportError:
            return False

    def json(self, answer):
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} {answer.text[:600]}")
        return answer.json()

    def registered(self):
        answer = self.http.get("/v1/models/large")
        return answer.status_code == 200 and answer.json()["status"] == "ready"

    def train(self, asked):
        sent = {"file": ("rows.jsonl", "\n".join(map(json.dumps, ROWS)))}
        file = self.json(self.http.post("/v1/files", data={"purpose": "fine-tune"}, files=sent))["id"]
        request = dict(
            model="large",
            training_file=file,
            validation_split=0,
            task=dict(type="causal_lm"),
            adapter=dict(architecture="lora", r=8),
            training=dict(max_steps=asked.steps, batch_size=1, precision=asked.precision, max_length=32),
        )
        job = self.json(self.http.post("/v1/fine_tuning/jobs", json=request))
        while not job["finished_at"]:
            time.sleep(0.2)
            job = self.json(self.http.get("/v1/fine_tuning/jobs/" + job["id"]))
        if job["status"] != "succeeded":
            raise RuntimeError(str(job["error"]))
        return job["adapter_id"]

    def predict(self, adapter):
        asked = {"inputs": [ROWS[0]["text"]], "generation": {"max_new_tokens": 1}}
        return self.json(self.http.post(f"/v1/adapters/{adapter}/predict", json=asked))

    def merge(self, adapter):
        return self.json(self.http.post(f"/v1/adapters/{adapter}/merge"))

    def export(self, adapter):
        with self.http.stream("GET", f"/v1/adapters/{adapter}/merged") as answer:
            return sum(len(piece) for piece in answer.iter_raw())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


class Stages:
    def __init__(self, service, weights, show):
        self.pid, self.weights, self.show = service.process.pid, weights, show
        self.peaks = {}

    def measure(self, stage, work):
        pathlib.Path(f"/proc/{self.pid}/clear_refs").write_text("5")
        watch = threading.Event()
        sampled = []

        def sample():
            while not watch.wait(0.1):
                now = status(self.pid)
                if not sampled or now["VmRSS"] > sampled[-1][0]["VmRSS"] + 5 * MIB:
                    sampled.append((now, mappings(self.pid) if self.show else []))

        sampler = threading.Thread(target=sample)
        sampler.start()
        started = time.time()
        try:
            result = work()
        finally:
            watch.set()
            sampler.join()
        now = status(self.pid)
        peak = self.peaks[stage] = now["VmHWM"]
        print(
            f"{stage:10} {time.time() - started:6.1f} s  VmHWM {peak / MIB:7.0f} MiB = {peak / self.weights:.3f} of the weights;"
            f"  now RssAnon {now['RssAnon'] / MIB:6.0f}  RssFile {now['RssFile'] / MIB:6.0f}  VmRSS {now['VmRSS'] / MIB:6.0f}",
            flush=True,
        )
        if self.show:
            at, owners = max(sampled, key=lambda pair: pair[0]["VmRSS"], default=(now, mappings(self.pid)))
            print(f"           largest seen: RssAnon {at['RssAnon'] / MIB:.0f}  RssFile {at['RssFile'] / MIB:.0f}")
            print("           " + ", ".join(f"{name} {size / MIB:.0f}" for name, size in owners), flush=True)
        return result


def run(asked, weights):
    with tempfile.TemporaryDirectory(dir=asked.scratch) as directory:
        service = Service(asked.command, asked.model, pathlib.Path(directory))
        try:
            stages = Stages(service, weights, asked.mappings)
            stages.measure("registered", lambda: service.wait(service.registered))
            adapter = stages.measure("trained", lambda: service.train(asked))
            for stage in asked.stages:
                stages.measure(stage, lambda: getattr(service, stage)(adapter))
            return stages.peaks
        finally:
            service.stop()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--model", type=pathlib.Path, required=True)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--steps", type=int, default=2)
    arguments.add_argument("--precision", default="bf16")
    arguments.add_argument("--stages", nargs="*", default=[], choices=["predict", "merge", "export"])
    arguments.add_argument("--mappings", action="store_true", help="say whose pages there are at the largest")
    arguments.add_argument("--scratch", help="where the data directories are made")
    arguments.add_argument("command", nargs="+", help="starts the service, after --")
    asked = arguments.parse_args()
    weights = sum(p.stat().st_size for p in asked.model.iterdir() if p.suffix in (".safetensors", ".bin"))
    print(f"weights: {weights} bytes = {weights / MIB:.0f} MiB", flush=True)
    runs = [run(asked, weights) for _ in range(asked.runs)]
    for stage in runs[0]:
        peaks = [peaks[stage] / weights for peaks in runs]
        print(f"{stage}: median {statistics.median(peaks):.3f} of the weights, from {min(peaks):.3f} to {max(peaks):.3f}")


if __name__ == "__main__":
    main()
