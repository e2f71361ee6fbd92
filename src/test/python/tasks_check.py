"""Compares a running service's trainings with transformers and PEFT, task by task: each step's loss, and the result.

    python src/test/python/tasks_check.py --service http://localhost:8080 [--only gpt2-a] [--seed 1]

What it needs is what exchange_check.py needs, whose parts it uses. For each architecture and task of it:
- trains a LoRA and the task's head over REST for a few steps on a few rows, all of them in each batch, without dropout,
  at one learning rate, once at a rate that changes nothing and once at one that does;
- loads the first one's export in PEFT, as it was before its first step, and trains it there with PyTorch's AdamW on the
  same rows, tokenized here by the rules that docs/tasks.md tells;
- compares the loss before the first step, that of each step, and the logits of what was trained, which both its export
  and the library's own training must give.
What an architecture has no head for must be refused by the task's name.
"""

import argparse
import json
import pathlib
import sys
import tempfile
import time
import zipfile

import peft
import torch
import transformers

import two_stacks_check
from exchange_check import PARITY, Service, Side, Tally
from families_check import png

transformers.utils.logging.set_verbosity_error()

STEPS = 5
RATE = 0.01
#: a learning rate that leaves every float32 as it is, but for zeros
NONE = 1e-30
IGNORED = -100

TEXTS = ["a red apple", "is it a bus ? no , it is the big green house", "rain", "the old bus is late"]
PAIRS = [("it is ", "a red apple"), ("is it", " rain"), ("the old bus ", "is late in the rain")]
CHOICES = [("the bus", ["is late", "rains"], 0), ("it", ["is a red apple", "was the old house"], 1)]
ANSWERS = [("is it", "is it a bus ? no , it is the big green house", "big green house"), ("what", "a red apple", "red")]
WRITTEN = [("a red apple", "an apple"), ("is it a bus ? no", "it is"), ("rain", "the rain in a house")]

LLAMA = ["q_proj", "down_proj"]
#: the heads that the classes of transformers have, by task; what is not here is the reference library's usual one
SCORE = dict(layers=1, bias=False)
TANH, GELU, RELU = ({"layers": 2, "activation_function": word} for word in ("tanh", "gelu", "relu"))
POOLED = dict(layers=1, pooling="pooler")
NEXT = ["next", "packed", "completion"]
ROWS = ["sequence", "several", "score"]
#: model: (archive, projections that LoRA changes, tasks with their heads)
MODELS = {}


def add(name, archive, targets, tasks, **heads):
    MODELS[name] = (archive, targets, {task: heads.get(task, heads.get("rows") if task in ROWS else None) for task in tasks})


ENCODED = [*ROWS, "tokens", "answers", "choices", "masked"]
for decoder, archive in (("llama-a", "llama"), ("llama-c", "llama"), ("mistral-c", "mistral"), ("qwen2-a", "qwen2"), ("qwen3-a", "qwen3"), ("smollm3-a", "smollm3")):
    add(decoder, archive, LLAMA, [*NEXT, *ROWS, "tokens", "answers"], rows=SCORE)
add("gpt2-a", "gpt2", ["c_attn", "c_fc"], [*NEXT, *ROWS, "tokens", "answers"], rows=SCORE)
add("gemma3-a", "gemma3_text", LLAMA, [*NEXT, *ROWS], rows=SCORE)
add("phi3-a", "phi3", ["qkv_proj", "down_proj"], [*NEXT, *ROWS, "tokens"], rows=SCORE)
add("bert-a", "bert", ["query", "value"], ENCODED, rows=POOLED, choices=POOLED)
add("roberta-a", "roberta", ["query", "value"], [task for task in ENCODED if task != "choices"], rows=TANH)
add("xlm-roberta-a", "xlm-roberta", ["query", "value"], [task for task in ENCODED if task != "choices"], rows=TANH)
add("distilbert-a", "distilbert", ["q_lin", "v_lin"], ENCODED, rows=RELU, choices=RELU)
add("electra-a", "electra", ["query", "value"], ENCODED, rows=GELU, choices=GELU)
add("albert-a", "albert", ["query", "value"], ENCODED, rows=POOLED, choices=POOLED)
add("mpnet-a", "mpnet", ["attn.q", "attn.v"], [task for task in ENCODED if task != "choices"], rows=TANH)
add("deberta-v2-a", "deberta-v2", ["query_proj", "value_proj"], ENCODED, rows=GELU, choices=GELU)
add("modernbert-a", "modernbert", ["Wqkv", "Wo"], ENCODED)
add("t5-a", "t5", ["q", "wo"], ["written", *ROWS])
add("t5-g", "t5", ["q", "wo"], ["written", *ROWS])
add("bart-a", "bart", ["q_proj", "fc1"], ["written", *ROWS, "answers"])
add("vit-a", "vit", ["query", "value"], ["pictures"])

#: task: (the service's word, transformers' class, what the class is told)
TASKS = {
    "next": ("causal_lm", "CausalLM", {}),
    "packed": ("causal_lm", "CausalLM", {}),
    "completion": ("causal_lm", "CausalLM", {}),
    "written": ("seq2seq_lm", "Seq2SeqLM", {}),
    "masked": ("masked_lm", "MaskedLM", {}),
    "sequence": ("sequence_classification", "SequenceClassification", dict(num_labels=3)),
    "several": (
        "multi_label_classification",
        "SequenceClassification",
        dict(num_labels=3, problem_type="multi_label_classification"),
    ),
    "score": ("regression", "SequenceClassification", dict(num_labels=1, problem_type="regression")),
    "tokens": ("token_classification", "TokenClassification", dict(num_labels=2)),
    "answers": ("question_answering", "QuestionAnswering", {}),
    "choices": ("multiple_choice", "MultipleChoice", {}),
    "pictures": ("image_classification", "ImageClassification", dict(num_labels=3)),
}


#: whose class for answers calls its base model otherwise than its files do, and would leave it random (Mistral's does not)
OTHERWISE = ("llama", "qwen2", "qwen3", "smollm3")


#: what is sent of tasks whose rows not every tokenizer can make
SENT = {task: [dict(text=text) for text in TEXTS] for task in ("next", "masked")}
SENT["written"] = [dict(source=source, target=target) for source, target in WRITTEN]


class Rows:
    """The rows of a task, for the service and as the batch that a class of transformers takes."""

    def __init__(self, directory):
        self.config = json.loads((directory / "config.json").read_text())
        pictured = not (directory / "tokenizer.json").exists()
        self.tokenizer = None if pictured else transformers.AutoTokenizer.from_pretrained(directory)
        if not pictured:
            self.eos = self.tokenizer.eos_token_id
            split = json.loads((directory / "tokenizer.json").read_text())["pre_tokenizer"]
            self.space = " " if "ByteLevel" in json.dumps(split) else ""

    def of(self, task):
        return getattr(self, task)()

    def next(self):
        rows = [self.ended(self.encoded(text)) for text in TEXTS]
        return [dict(text=text) for text in TEXTS], self.batch(rows, labels=[row["input_ids"] for row in rows])

    packed = next

    def completion(self):
        rows, labels = [], []
        for prompt, completion in PAIRS:
            row = self.ended(self.encoded(prompt + completion))
            ends = [end for _, end in row["offset_mapping"]]
            special = row["special"]
            first = next(i for i, end in enumerate(ends) if end > len(prompt) and not special[i])
            rows.append(row)
            labels.append([IGNORED] * first + row["input_ids"][first:])
        return [dict(prompt=p, completion=c) for p, c in PAIRS], self.batch(rows, labels=labels)

    def written(self):
        rows = [self.encoded(source) for source, _ in WRITTEN]
        labels = [self.ended(self.encoded(target))["input_ids"] for _, target in WRITTEN]
        return [dict(source=s, target=t) for s, t in WRITTEN], self.batch(rows, labels=labels)

    def masked(self):
        """Ready-made, since words are masked at random."""
        rows = [self.encoded(text) for text in TEXTS]
        labels = [[IGNORED] * len(row["input_ids"]) for row in rows]
        for row, label in zip(rows, labels):
            place = next(i for i, special in enumerate(row["special"]) if not special)
            label[place] = row["input_ids"][place]
            row["input_ids"] = [*row["input_ids"]]
            row["input_ids"][place] = self.tokenizer.mask_token_id
        sent = [dict(input_ids=row["input_ids"], attention_mask=[1] * len(label), labels=label) for row, label in zip(rows, labels)]
        return sent, self.batch(rows, labels=labels)

    def sequence(self):
        classes = [0, 2, 1, 2]
        rows = [self.encoded(text) for text in TEXTS]
        return [dict(text=t, label="abc"[c]) for t, c in zip(TEXTS, classes)], self.batch(rows) | {"labels": torch.tensor(classes)}

    def several(self):
        classes = [[1, 0, 0], [0, 1, 1], [0, 0, 0], [1, 1, 1]]
        rows = [self.encoded(text) for text in TEXTS]
        sent = [dict(text=t, labels=[n for n, is_so in zip("abc", c) if is_so]) for t, c in zip(TEXTS, classes)]
        return sent, self.batch(rows) | {"labels": torch.tensor(classes).float()}

    def score(self):
        scores = [0.5, -1.0, 2.0, 0.25]
        rows = [self.encoded(text) for text in TEXTS]
        return [dict(text=t, score=s) for t, s in zip(TEXTS, scores)], self.batch(rows) | {"labels": torch.tensor(scores)}

    def tokens(self):
        """The tag of a word at its first token; every word of bytes is tokenized as one behind a space."""
        sent, rows, labels = [], [], []
        for text in TEXTS:
            words = text.split()
            tags = [i % 2 for i in range(len(words))]
            made = self.tokenizer([self.space + word for word in words], is_split_into_words=True)
            places = made.word_ids(0)
            first = [place is not None and place not in places[:i] for i, place in enumerate(places)]
            labels.append([tags[place] if is_first else IGNORED for place, is_first in zip(places, first)])
            sent.append(dict(tokens=words, tags=["AB"[tag] for tag in tags]))
            rows.append({key: made[key] for key in ("input_ids", "token_type_ids") if key in made})
        return sent, self.batch(rows, labels=labels)

    def answers(self):
        sent, rows, starts, ends = [], [], [], []
        for question, context, answer in ANSWERS:
            begin = context.index(answer)
            row = self.encoded(question, context)
            inside = [
                i
                for i, ((start, end), part) in enumerate(zip(row["offset_mapping"], row["parts"]))
                if part == 1 and start < begin + len(answer) and end > begin
            ]
            sent.append(dict(question=question, context=context, answers=dict(text=[answer], answer_start=[begin])))
            rows.append(row)
            starts.append(inside[0])
            ends.append(inside[-1])
        return sent, self.batch(rows) | {"start_positions": torch.tensor(starts), "end_positions": torch.tensor(ends)}

    def choices(self):
        rows = [self.encoded(text, choice) for text, choices, _ in CHOICES for choice in choices]
        count = len(CHOICES[0][1])
        batch = {key: value.reshape(len(CHOICES), count, -1) for key, value in self.batch(rows).items()}
        sent = [dict(text=text, choices=choices, label=label) for text, choices, label in CHOICES]
        return sent, batch | {"labels": torch.tensor([label for *_, label in CHOICES])}

    def pictures(self):
        size = self.config["image_size"]
        generator = torch.Generator().manual_seed(1)
        levels = [torch.randint(0, 256, (size, size, 3), generator=generator) for _ in range(3)]
        pixels = torch.stack([(level.permute(2, 0, 1) / 255 - 0.5) / 0.5 for level in levels])
        sent = [dict(image=png(level), label=name) for level, name in zip(levels, "abc")]
        return sent, {"pixel_values": pixels, "labels": torch.tensor([0, 1, 2])}

    def encoded(self, *texts):
        made = self.tokenizer(*texts, return_offsets_mapping=True, return_token_type_ids=True)
        row = {key: made[key] for key in ("input_ids", "token_type_ids", "offset_mapping") if key in made}
        row["parts"] = made.sequence_ids(0)
        return row | {"special": [part is None for part in row["parts"]]}

    def ended(self, row):
        """Texts that are written have their end."""
        if row["input_ids"][-1] == self.eos:
            return row
        return row | {
            "input_ids": row["input_ids"] + [self.eos],
            "offset_mapping": row["offset_mapping"] + [(0, 0)],
            "special": row["special"] + [True],
        }

    def batch(self, rows, labels=None):
        pad = self.config.get("pad_token_id") or 0
        columns = {
            "input_ids": self.padded([row["input_ids"] for row in rows], pad),
            "attention_mask": self.padded([[1] * len(row["input_ids"]) for row in rows], 0),
        }
        if all("token_type_ids" in row for row in rows) and self.config.get("type_vocab_size", 0) > 1:
            columns["token_type_ids"] = self.padded([row["token_type_ids"] for row in rows], 0)
        if labels is not None:
            columns["labels"] = self.padded(labels, IGNORED)
        return columns

    def padded(self, lists, filler):
        longest = max(map(len, lists))
        return torch.tensor([each + [filler] * (longest - len(each)) for each in lists])


class Trained(Side):
    """One tiny model, trained on both sides."""

    def __init__(self, name, directory, service, tally):
        self.architecture, self.directory, self.service, self.tally = name, directory, service, tally
        self.name = "tasks-" + name
        self.rows = Rows(directory)
        if service.http.get("/v1/models/" + self.name).status_code != 200:
            names = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "preprocessor_config.json"]
            files = [("files", (n, (directory / n).read_bytes())) for n in names if (directory / n).exists()]
            service.json(service.http.post("/v1/models", data={"name": self.name}, files=files))

    def job(self, task, head, rate, steps):
        """A finished job, and the losses of its steps."""
        rows, batch = self.rows.of(task)
        word = TASKS[task][0]
        asked = dict(type=word)
        if head:
            asked["head"] = head
        if task == "masked":
            asked["head"] = dict(checkpoint=True)
        training = dict(
            max_steps=steps,
            batch_size=len(rows),
            learning_rate=rate,
            lr_scheduler="constant",
            warmup_ratio=0,
            weight_decay=0,
            max_grad_norm=0,
            dropout=0,
            shuffle=False,
            precision="fp32",
            packing=task == "packed",
        )
        if task != "pictures":
            # A question with its context stays in one window, as it does there.
            training["max_length"] = max(48, batch["input_ids"].shape[-1])
        adapter = dict(architecture="peft_lora", r=4, lora_alpha=8, target_modules=self.targets)
        answer = self.submit(rows, asked, adapter=adapter, training=training, seed=7)
        job = self.service.json(answer)
        while not job["finished_at"]:
            time.sleep(0.1)
            job = self.service.json(self.service.http.get("/v1/fine_tuning/jobs/" + job["id"]))
        if job["status"] != "succeeded":
            raise RuntimeError(str(job["error"]))
        series = self.service.json(self.service.http.get(f"/v1/fine_tuning/jobs/{job['id']}/metrics"))["data"]
        losses = next(one["points"] for one in series if one["name"] == "loss")
        return job, [point["value"] for point in losses]

    def base(self, task):
        _, kind, more = TASKS[task]
        choice = getattr(transformers, "AutoModelFor" + kind)
        model = choice.from_pretrained(self.directory, attn_implementation="eager", **more)
        if task == "answers" and self.rows.config["model_type"] in OTHERWISE:
            inner = transformers.AutoModel.from_pretrained(self.directory, attn_implementation="eager")
            model.transformer.load_state_dict(inner.state_dict())
        return model

    def exported(self, task, adapter):
        with tempfile.TemporaryDirectory() as directory:
            refusal = self.service.download(adapter, "weights?format=peft", directory)
            if refusal:
                raise RuntimeError("export: " + refusal)
            wrapped = peft.PeftModel.from_pretrained(self.base(task), directory, is_trainable=True)
            # PEFT's own class for answers loses token_type_ids on its way.
            return wrapped.get_base_model().eval()

    def check(self, task, head):
        what = f"{self.architecture} {task}"
        first, before = self.job(task, head, NONE, 1)
        last, losses = self.job(task, head, RATE, STEPS)
        _, batch = self.rows.of(task)
        ours = self.ours(last["adapter_id"], self.asked(task, batch))
        if task == "answers":
            merged = self.merged(task, last["adapter_id"])
            self.tally.compare(what + " merged", ours, self.all_logits(merged, task, batch))
        if task == "choices":
            # PEFT has no word for it: the whole model has its class.
            loss = self.merged(task, first["adapter_id"])(**batch).loss.item()
            self.tally.compare(what + " before the first step", [torch.tensor(before)], [torch.tensor([loss])])
            merged = self.merged(task, last["adapter_id"])
            self.tally.compare(what + " merged", ours, self.all_logits(merged, task, batch))
            return
        model = self.exported(task, first["adapter_id"])
        with torch.no_grad():
            for tensor in model.parameters():
                if tensor.requires_grad:
                    tensor[tensor.abs() < 1e-20] = 0
        theirs = []
        learned = [tensor for tensor in model.parameters() if tensor.requires_grad]
        optimizer = torch.optim.AdamW(learned, lr=RATE, weight_decay=0)
        for _ in range(STEPS):
            loss = model(**batch).loss
            theirs.append(loss.item())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        self.tally.compare(what + " before the first step", [torch.tensor(before)], [torch.tensor(theirs[:1])])
        self.tally.compare(what + " in each step", [torch.tensor(losses)], [torch.tensor(theirs)])
        exported = self.exported(task, last["adapter_id"])
        self.tally.compare(what + " exported", ours, self.all_logits(exported, task, batch))
        there = self.all_logits(model, task, batch)
        if task == "answers":
            # The head's bias moves all scores alike, which no loss sees: its gradient is rounding alone.
            ours, there = ([self.centred(row) for row in rows] for rows in (ours, there))
        self.tally.compare(what + " trained there", ours, there)

    def ours(self, adapter, asked):
        """Phi-3 turns all rows of a request as the longest asks for."""
        if self.rows.config["model_type"] != "phi3":
            return self.service.logits(adapter, asked)
        rows = [{key: [column[i]] for key, column in asked.items()} for i in range(len(asked["input_ids"]))]
        return [self.service.logits(adapter, row)[0] for row in rows]

    def centred(self, row):
        scores = row.reshape(-1, 2)
        return (scores - scores.mean(0)).flatten()

    def merged(self, task, adapter):
        with tempfile.TemporaryDirectory() as directory:
            refusal = self.service.download(adapter, "merged_model", directory)
            if refusal:
                raise RuntimeError("merged: " + refusal)
            named = json.loads((pathlib.Path(directory) / "config.json").read_text())["architectures"][0]
            return getattr(transformers, named).from_pretrained(directory, attn_implementation="eager").eval()

    def asked(self, task, batch):
        """The rows without what pads them, for predictions."""
        if task == "choices":
            return [dict(text=text, choices=choices) for text, choices, _ in CHOICES]
        if task == "pictures":
            return {"pixel_values": batch["pixel_values"].tolist()}
        rows = [row[mask.bool()].tolist() for row, mask in zip(batch["input_ids"], batch["attention_mask"])]
        asked = {"input_ids": rows}
        if "token_type_ids" in batch:
            asked["token_type_ids"] = [row[m.bool()].tolist() for row, m in zip(batch["token_type_ids"], batch["attention_mask"])]
        if task == "written":
            asked["decoder_input_ids"] = [row.tolist() for row in self.decoded(batch["labels"])]
        return asked

    def decoded(self, labels):
        start = self.rows.config.get("decoder_start_token_id", 0)
        rows = [row[row != IGNORED] for row in labels]
        return [torch.cat([torch.tensor([start]), row[:-1]]) for row in rows]

    @torch.no_grad()
    def all_logits(self, model, task, batch):
        if task in ("choices", "pictures"):
            return list(model(**{key: value for key, value in batch.items() if key != "labels"}).logits.flatten(1))
        asked = self.asked(task, batch)
        rows = []
        for i in range(len(asked["input_ids"])):
            given = {key: torch.tensor([column[i]]) for key, column in asked.items()}
            out = model(attention_mask=torch.ones_like(given["input_ids"]), **given)
            if task == "answers":
                rows.append(torch.stack([out.start_logits, out.end_logits], -1).flatten())
            else:
                rows.append(out.logits.flatten())
        return rows

    def check_refused(self, tasks):
        """Whatever it has no head for, by the task's name."""
        if self.rows.tokenizer is None:
            return
        done = {TASKS[task][0] for task in tasks}
        model = self.service.json(self.service.http.get("/v1/models/" + self.name))
        unknown = {TASKS[task][0]: task for task in TASKS if task not in ("pictures", "packed", "completion")}
        for word, task in unknown.items():
            if word in done or word in model["tasks"]:
                continue
            what = f"{self.architecture} refuses {word}"
            self.tally.count += 1
            with self.reporting(what):
                rows = SENT.get(task) or self.rows.of(task)[0]
                answer = self.submit(rows, dict(type=word))
                if answer.status_code != 422 or word not in answer.text:
                    self.tally.fail(what, f"{answer.status_code} {answer.text[:300]}")

    def submit(self, rows, task, **more):
        sent = {"file": ("rows.jsonl", "\n".join(json.dumps(row) for row in rows))}
        file = self.service.json(self.service.http.post("/v1/files", data={"purpose": "fine-tune"}, files=sent))["id"]
        request = dict(model=self.name, training_file=file, task=task, adapter="lora", validation_split=0) | more
        return self.service.http.post("/v1/fine_tuning/jobs", json=request)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--service", default="http://localhost:8080")
    arguments.add_argument("--only", choices=MODELS)
    arguments.add_argument("--task", choices=TASKS)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--trace", action="store_true", help="show where a comparison stopped")
    asked = arguments.parse_args()
    torch.manual_seed(asked.seed)
    two_stacks_check.lend_what_went()
    service, tallies = Service(asked.service), {}
    for name in [asked.only] if asked.only else MODELS:
        archive, targets, tasks = MODELS[name]
        tally = tallies[name] = Tally()
        with tempfile.TemporaryDirectory() as directory:
            zipfile.ZipFile(PARITY / f"{archive}.zip").extractall(directory)
            side = Trained(name, pathlib.Path(directory) / "models" / name, service, tally)
            side.targets = targets
            for task, head in tasks.items():
                if asked.task in (None, task):
                    with side.reporting(f"{name} {task}"):
                        side.check(task, head)
            side.check_refused(tasks)
        for reason, cases in tally.refused.items():
            print(f"refused ({len(cases)}): {reason}  e.g. {cases[0]}")
        told = f"{tally.count} comparisons, {len(tally.failed)} failed, the largest difference {tally.largest:.2e}"
        print(f"{name} ({', '.join(tasks)}): {told}", flush=True)
    sys.exit(1 if any(tally.failed for tally in tallies.values()) else 0)


if __name__ == "__main__":
    main()
