"""How fast Graft generates beside transformers' generate(): the same model, float32, the same threads, in turns.

  python generation_speed.py MODEL_DIRECTORY JAVA_COMMAND [ROUNDS]

JAVA_COMMAND runs graft.generate.decode.GenerationSpeed (test sources) on the same model. Each round has one request, and eight
that arrive apart (an eighth of what one takes); greedy, without end tokens. generate() takes all that wait when it is free as
one padded batch. Printed: medians of the time to the first token and of tokens in a second, and the median ratio of the rounds.
"""
import os
import shlex
import statistics
import subprocess
import sys
import time

import torch
from transformers import AutoModelForCausalLM

THREADS, PROMPT, NEW = int(os.environ.get("OMP_NUM_THREADS", "2")), 32, 128


class Noted:
    """Notes when the first new tokens are there."""

    def __init__(self):
        self.at = 0.0

    def __call__(self, ids, scores, **_):
        if not self.at:
            self.at = time.perf_counter()
        return torch.zeros(ids.shape[0], dtype=torch.bool)


def prompt(i):
    return [100 + (j * 131 + 7 * i) % 1000 for j in range(PROMPT)]


def generate(model, prompts):
    ids = torch.tensor(prompts)
    noted = Noted()
    with torch.no_grad():
        out = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=NEW, min_new_tokens=NEW, do_sample=False,
                             eos_token_id=None, pad_token_id=0, stopping_criteria=[noted])
    return noted.at, out[:, PROMPT:].tolist()


def theirs(model, requests, gap):
    before, start = time.process_time(), time.perf_counter()
    done, firsts, ids = 0, [], None
    while done < requests:
        due = start + done * gap
        time.sleep(max(0.0, due - time.perf_counter()))
        waiting = [i for i in range(done, requests) if start + i * gap <= time.perf_counter()]
        at, made = generate(model, [prompt(i) for i in waiting])
        ids = ids or made[0]
        firsts += [at - (start + i * gap) for i in waiting]
        done += len(waiting)
    return statistics.mean(firsts), requests * NEW / (time.perf_counter() - start), time.process_time() - before, ids


def ours(process, requests, gap):
    process.stdin.write(f"{requests} {PROMPT} {NEW} {round(gap * 1000)}\n")
    process.stdin.flush()
    line = process.stdout.readline()
    while not line[:1].isdigit() or "[" not in line or ":" in line.split("[")[0]:
        line = process.stdout.readline()
    first, rate, busy, ids = line.split(" ", 3)
    return float(first), float(rate), float(busy), eval(ids)


def main():
    torch.set_num_threads(THREADS)
    directory, command = sys.argv[1], shlex.split(sys.argv[2])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 7
    model = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32).eval()
    model.generation_config.eos_token_id = None
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    _, rate, _, mine = theirs(model, 1, 0)
    for _ in range(4):
        *_, its = ours(process, 1, 0)
    print("the same tokens:", mine == its)
    gap = NEW / rate / 8
    for requests in (1, 8):
        pairs = [(theirs(model, requests, gap), ours(process, requests, gap)) for _ in range(rounds)]
        for name, side in (("transformers", 0), ("graft", 1)):
            print(f"{requests} requests, {name}: first token {statistics.median(p[side][0] for p in pairs) * 1000:.0f} ms, "
                  f"{statistics.median(p[side][1] for p in pairs):.1f} tokens/s, "
                  f"{statistics.median(p[side][2] for p in pairs) / requests / NEW * 1000:.2f} ms of processor time a token")
        print(f"  tokens/s x {statistics.median(p[1][1] / p[0][1] for p in pairs):.2f} "
              f"(least {min(p[1][1] / p[0][1] for p in pairs):.2f}), "
              f"first token x {statistics.median(p[1][0] / p[0][0] for p in pairs):.2f}", flush=True)
    process.stdin.close()


if __name__ == "__main__":
    main()
