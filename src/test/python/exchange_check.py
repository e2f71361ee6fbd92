"""Compares a running service with Hugging Face transformers and PEFT, adapter by adapter.

    python src/test/python/exchange_check.py --service http://localhost:8080 [--only bert] [--seed 1]

What it needs: torch, transformers, peft and httpx, and the tiny models in ../resources/parity, which it
uploads as check-MODEL. It is no part of the build.

What it does, for each architecture, method and head:
- makes a random PEFT adapter and saves it, in one of the spellings that people have;
- imports it over REST, and compares the logits with those of the model in memory;
- exports it as PEFT and as a merged model, loads both with their libraries, and compares again.
The same exports are made of AdapterHub's adapters of the reference numbers, and of adapters that the
service trains. It prints a line for each difference above the tolerance, and in the end the number of
comparisons and the largest difference.
"""

import argparse
import contextlib
import io
import itertools
import json
import os
import pathlib
import sys
import tempfile
import time
import traceback
import zipfile

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_VERBOSITY"] = "error"

import httpx
import peft
import torch
import transformers
from safetensors.torch import load_file, save_file

transformers.utils.logging.disable_progress_bar()

PARITY = pathlib.Path(__file__).parent.parent / "resources" / "parity"
TOLERANCE = 1e-4
#: how classes end that have another name than their heads
CLASS_ENDS = {"Seq2SeqLM": "ConditionalGeneration"}
TEXTS = ["a red apple", "is it a bus ? no , it is the big green house", "rain"]
CHOICES = [("the bus", ["is late", "is a red apple", "rains"]), ("it", ["is", "was the old house", "a line"])]

BERT = dict(q="query", k="key", v="value", o="attention.output.dense", up="intermediate.dense", down="output.dense")
DISTIL = dict(q="q_lin", k="k_lin", v="v_lin", o="out_lin", up="ffn.lin1", down="ffn.lin2")
MODELS = {"bert": BERT, "roberta": BERT, "xlm-roberta": BERT, "distilbert": DISTIL}

#: head: (PEFT's task, transformers' class, labels)
HEADS = {
    "sequence": ("SEQ_CLS", "SequenceClassification", 3),
    "regression": ("SEQ_CLS", "SequenceClassification", 1),
    "tokens": ("TOKEN_CLS", "TokenClassification", 5),
    "answers": ("QUESTION_ANS", "QuestionAnswering", 2),
    "words": (None, "MaskedLM", None),
    "choices": (None, "MultipleChoice", None),
}


def methods(at):
    """Configurations by name: PEFT's class and its arguments."""
    lora = dict(r=4, lora_alpha=8, target_modules=[at["q"], at["v"]])
    layer = r".*layer\.0\..*"
    return {
        "lora": (peft.LoraConfig, lora),
        "rslora": (peft.LoraConfig, lora | dict(use_rslora=True, lora_alpha=3)),
        "patterns": (
            peft.LoraConfig,
            lora | dict(rank_pattern={at["q"]: 2}, alpha_pattern={layer: 5, at["v"]: 16, "no.such.place": 3}),
        ),
        "caret": (peft.LoraConfig, lora | dict(rank_pattern={r"^.*layer\.1\..*" + at["v"]: 7})),
        "biases-of-lora": (peft.LoraConfig, lora | dict(bias="lora_only")),
        "all-biases": (peft.LoraConfig, lora | dict(bias="all")),
        "all-linear": (peft.LoraConfig, dict(r=3, lora_alpha=4, target_modules="all-linear")),
        "regex": (peft.LoraConfig, dict(r=2, target_modules=r".*\.[0-1]\..*(%s|%s)" % (at["k"], at["down"]))),
        "ahead": (peft.LoraConfig, dict(r=2, target_modules=r"^(?!.*\.layer\.1\.).*\.(%s|%s)$" % (at["q"], at["o"]))),
        "layers": (peft.LoraConfig, lora | dict(layers_to_transform=[0, 2])),
        "excluded": (peft.LoraConfig, lora | dict(exclude_modules=r".*layer\.2\..*")),
        "feed-forward": (peft.LoraConfig, dict(r=5, lora_alpha=7.5, target_modules=[at["up"], at["down"]])),
        "ia3": (peft.IA3Config, dict(target_modules=[at["k"], at["v"]], feedforward_modules=[])),
        "ia3-ff": (
            peft.IA3Config,
            dict(target_modules=[at["k"], at["v"], at["down"]], feedforward_modules=[at["down"]]),
        ),
        "prefix": (peft.PrefixTuningConfig, dict(num_virtual_tokens=4)),
        "prefix-network": (
            peft.PrefixTuningConfig,
            dict(num_virtual_tokens=3, prefix_projection=True, encoder_hidden_size=12),
        ),
    }


def plain(tensors):
    return tensors


def whole(tensors):
    """As the state dict of a whole model calls them, with the untrained copy of the head."""
    renamed = {}
    for name, tensor in tensors.items():
        for pair in ("lora_A", "lora_B"):
            name = name.replace(f".{pair}.weight", f".{pair}.default.weight")
        if name.endswith(".ia3_l"):
            name += ".default"
        head = name.removeprefix("base_model.model.")
        # With all biases trained, PEFT saves some of these names itself.
        saved = ".modules_to_save." in head or ".original_module." in head
        if head.split(".")[0] in ("classifier", "pre_classifier", "qa_outputs") and not saved:
            module, rest = head.split(".", 1)
            renamed[f"base_model.model.{module}.original_module.{rest}"] = torch.zeros_like(tensor)
            name = f"base_model.model.{module}.modules_to_save.default.{rest}"
        renamed[name] = tensor
    return renamed


def doubles(tensors):
    return {name: tensor.double() for name, tensor in tensors.items()}


SPELLINGS = {"plain": plain, "archive": plain, "whole": whole, "doubles": doubles}


class Refused(Exception):
    """What the service has no words for, as it says."""


class Service:
    def __init__(self, url):
        self.http = httpx.Client(base_url=url, timeout=120)

    def json(self, answer):
        if answer.status_code == 422 and answer.json()["error"]["code"] == "format_not_supported":
            raise Refused(answer.json()["error"]["message"])
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} {answer.text[:400]}")
        return answer.json()

    def add_model(self, name, directory):
        if self.http.get("/v1/models/" + name).status_code == 200:
            return
        names = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]
        files = [("files", (n, (directory / n).read_bytes())) for n in names if (directory / n).exists()]
        self.json(self.http.post("/v1/models", data={"name": name}, files=files))

    def add_adapter(self, model, directory, **form):
        files = [("file", (p.name, p.read_bytes())) for p in sorted(directory.iterdir()) if p.is_file()]
        return self.json(self.http.post("/v1/adapters", data={"model": model} | form, files=files))

    def train(self, model, rows, **request):
        data = "\n".join(json.dumps(row) for row in rows)
        sent = {"file": ("rows.jsonl", data)}
        file = self.json(self.http.post("/v1/files", data={"purpose": "fine-tune"}, files=sent))["id"]
        training = dict(max_steps=5, batch_size=2, learning_rate=0.05)
        request |= dict(model=model, training_file=file, training=training, validation_split=0)
        job = self.json(self.http.post("/v1/fine_tuning/jobs", json=request))
        while not job["finished_at"]:
            time.sleep(0.2)
            job = self.json(self.http.get("/v1/fine_tuning/jobs/" + job["id"]))
        if job["status"] != "succeeded":
            raise RuntimeError(str(job["error"]))
        return self.json(self.http.get("/v1/adapters/" + job["adapter_id"]))

    def logits(self, adapter, inputs):
        asked = {"inputs": inputs, "return": ["logits", "all_logits"]}
        rows = self.json(self.http.post(f"/v1/adapters/{adapter}/predict", json=asked))["data"]
        return [self.of_row(row) for row in rows]

    def of_row(self, row):
        if "start_logits" in row:
            return torch.tensor([row["start_logits"], row["end_logits"]]).T.flatten()
        if "tokens" in row and "logits" in row["tokens"][0]:
            return torch.tensor([token["logits"] for token in row["tokens"]]).flatten()
        return torch.tensor(row["logits"] if "logits" in row else [row["score"]]).flatten()

    def download(self, adapter, what, directory):
        answer = self.http.get(f"/v1/adapters/{adapter}/{what}")
        if answer.status_code == 422:
            return answer.json()["error"]["message"]
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} {answer.text[:400]}")
        zipfile.ZipFile(io.BytesIO(answer.content)).extractall(directory)
        return None


class Tally:
    def __init__(self):
        self.count = 0
        self.largest = 0.0
        self.refused = {}
        self.failed = []

    def compare(self, what, ours, theirs):
        self.count += 1
        sizes = [a.numel() == b.numel() for a, b in zip(ours, theirs)]
        far = max((a - b).abs().max().item() for a, b in zip(ours, theirs)) if all(sizes) else float("inf")
        if len(ours) == len(theirs) and far <= TOLERANCE:
            self.largest = max(self.largest, far)
        else:
            self.fail(what, f"differs by {far}")

    def fail(self, what, reason):
        self.failed.append(what)
        print(f"FAILED {what}: {reason}", flush=True)

    def refuse(self, what, reason):
        """By the service or by PEFT; told in the end, for a reader to judge."""
        self.refused.setdefault(reason[:110], []).append(what)


class Side:
    """One tiny model on both sides."""

    def __init__(self, architecture, directory, service, tally):
        self.architecture, self.directory, self.service, self.tally = architecture, directory, service, tally
        self.name = "check-" + architecture
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(directory)
        service.add_model(self.name, directory)

    def model(self, head, labels, path=None):
        kind = getattr(transformers, "AutoModelFor" + head)
        more = {} if labels is None else {"num_labels": labels}
        loaded = kind.from_pretrained(path or self.directory, attn_implementation="eager", **more)
        return loaded.eval()

    def inputs(self, head):
        """For the service."""
        if head == "MultipleChoice":
            return [dict(text=text, choices=choices) for text, choices in CHOICES]
        return {"input_ids": self.tokenizer(TEXTS)["input_ids"]}

    @torch.no_grad()
    def logits(self, model, head):
        rows = []
        if head == "MultipleChoice":
            for text, choices in CHOICES:
                made = self.tokenizer([text] * len(choices), choices, padding=True, return_tensors="pt")
                rows.append(model(**{k: v.unsqueeze(0) for k, v in made.items()}).logits.flatten())
            return rows
        for ids in self.tokenizer(TEXTS)["input_ids"]:
            ids = torch.tensor([ids])
            out = model(input_ids=ids, attention_mask=torch.ones_like(ids))
            if head == "QuestionAnswering":
                rows.append(torch.stack([out.start_logits, out.end_logits], -1).flatten())
            else:
                rows.append(out.logits.flatten())
        return rows

    def random_adapter(self, config, arguments, head):
        """A model in memory with random trained tensors."""
        task, kind, labels = HEADS[head]
        more = dict(arguments)
        if config is not peft.PrefixTuningConfig and kind in ("SequenceClassification", "MultipleChoice"):
            # PEFT saves of DistilBERT's heads the last layer alone, unless it is told; of choices it knows none.
            more["modules_to_save"] = ["pre_classifier", "classifier"][self.architecture != "distilbert" :]
        model = peft.get_peft_model(self.model(kind, labels), config(task_type=task, **more))
        with torch.no_grad():
            for name, tensor in model.named_parameters():
                if tensor.requires_grad:
                    tensor.add_(torch.randn_like(tensor) * (0.3 if "ia3" in name else 0.1))
        return model.eval()

    def check_import(self, method, config, arguments, head, spelling):
        what = f"{self.architecture} {method} {head} {spelling}"
        kind, labels = HEADS[head][1:]
        try:
            model = self.random_adapter(config, arguments, head)
        except (TypeError, ValueError) as failure:
            self.tally.refuse(what, "PEFT itself: " + str(failure))
            return
        theirs = self.logits(model, kind)
        with tempfile.TemporaryDirectory() as directory:
            directory = pathlib.Path(directory)
            model.save_pretrained(directory)
            self.respell(directory, spelling)
            # No file says how many choices there are.
            form = {"labels": "a,b,c"} if head == "choices" else {}
            adapter = self.service.add_adapter(self.name, directory, **form)
        ours = self.service.logits(adapter["id"], self.inputs(kind))
        self.tally.compare(what, ours, theirs)
        self.check_exports(what, adapter, kind, labels, ours)

    def respell(self, directory, spelling):
        file = directory / "adapter_model.safetensors"
        tensors = SPELLINGS[spelling](load_file(file))
        if spelling == "archive":
            file.unlink()
            torch.save(tensors, directory / "adapter_model.bin")
        else:
            save_file(tensors, file, metadata={"format": "pt"})

    def check_exports(self, what, adapter, kind, labels, ours):
        with tempfile.TemporaryDirectory() as directory:
            refusal = self.service.download(adapter["id"], "weights?format=peft", directory)
            if refusal:
                self.tally.refuse(what, refusal)
            else:
                loaded = peft.PeftModel.from_pretrained(self.model(kind, labels), directory).eval()
                config = json.loads((pathlib.Path(directory) / "adapter_config.json").read_text())
                if config.get("target_modules") == "all-linear":
                    self.tally.fail(what, "the export says all-linear")
                self.tally.compare(what + " -> PEFT", ours, self.logits(loaded, kind))
        with tempfile.TemporaryDirectory() as directory:
            refusal = self.service.download(adapter["id"], "merged_model", directory)
            if refusal:
                self.tally.refuse(what, refusal)
                return
            config = json.loads((pathlib.Path(directory) / "config.json").read_text())
            if (pathlib.Path(directory) / "model_head.safetensors").exists():
                self.tally.refuse(what, "merged: the head lies beside the model")
                return
            # The head for words may be that of the class that the checkpoint names.
            if kind != "MaskedLM" and not self.is_class(config["architectures"][0], kind):
                self.tally.fail(what, f"merged is {config['architectures']}, not {kind}")
                return
            loaded = self.model(kind, None, directory)
            self.tally.compare(what + " -> merged", ours, self.logits(loaded, kind))

    def is_class(self, name, kind):
        return name.endswith("For" + CLASS_ENDS.get(kind, kind))

    def has_no_pooler(self):
        """The tiny models of RoBERTa's family were saved without one, which its class for choices reads."""
        return "roberta" in self.architecture

    def check_random(self):
        spellings = itertools.cycle(SPELLINGS)
        for (method, (config, arguments)), head in itertools.product(methods(MODELS[self.architecture]).items(), HEADS):
            if config is peft.PrefixTuningConfig and HEADS[head][0] is None:
                continue
            if head == "choices" and self.has_no_pooler():
                continue
            spelling = "plain" if config is peft.PrefixTuningConfig else next(spellings)
            with self.reporting(f"{self.architecture} {method} {head} {spelling}"):
                self.check_import(method, config, arguments, head, spelling)

    def check_reference(self, cases):
        """AdapterHub's adapters that one of the two exports can say."""
        kinds = {
            "sequence_classification": "SequenceClassification",
            "regression": "SequenceClassification",
            "multi_label_classification": "SequenceClassification",
            "token_classification": "TokenClassification",
            "question_answering": "QuestionAnswering",
            "masked_lm": "MaskedLM",
            "multiple_choice": "MultipleChoice",
        }
        for case in sorted(cases.iterdir()):
            saved = case / "task"
            if not saved.is_dir() or not any(word in case.name for word in ("lora", "ia3")):
                continue
            with self.reporting(case.name):
                adapter = self.service.add_adapter(self.name, saved)
                if adapter["task"] is None:
                    continue
                kind = kinds[adapter["task"]["type"]]
                labels = 1 if adapter["task"]["type"] == "regression" else len(adapter["labels"]) or None
                ours = self.service.logits(adapter["id"], self.inputs(kind))
                self.check_exports(case.name, adapter, kind, labels, ours)

    def check_trained(self):
        """Adapters that the service trains go out as what they are."""
        rows = [dict(text=t, label=l) for t, l in zip(TEXTS + ["the old bus"], ["no", "yes", "no", "yes"])]
        words = [dict(text=t) for t in TEXTS]
        picks = [dict(text=t, choices=c, label=i) for i, (t, c) in enumerate(CHOICES + CHOICES[:1])]
        tags = [dict(tokens=t.split(), tags=["A" if i % 2 else "B" for i, _ in enumerate(t.split())]) for t in TEXTS]
        heads = {"bert": ("tanh", 2), "distilbert": ("relu", 2)}.get(self.architecture, ("tanh", 2))
        head = dict(layers=heads[1], activation_function=heads[0])
        pooled = dict(layers=1, pooling="pooler")
        jobs = {
            "lora rows": (rows, "lora", dict(task=dict(type="sequence_classification", head=head)), "SequenceClassification", 2),
            "ia3 rows": (rows, "ia3", dict(task=dict(type="sequence_classification", head=head)), "SequenceClassification", 2),
            "peft rows": (
                rows,
                dict(architecture="peft_lora", r=2, target_modules=["layer.1.attention.self.query"], bias="lora_only"),
                dict(task=dict(type="sequence_classification", head=head)),
                "SequenceClassification",
                2,
            ),
            "lora tags": (tags, "lora", dict(task=dict(type="token_classification")), "TokenClassification", 2),
            "lora words": (words, "lora", dict(task=dict(type="masked_lm")), "MaskedLM", None),
            "lora own words": (words, "lora", dict(task=dict(type="masked_lm", head=dict(checkpoint=True))), "MaskedLM", None),
            "lora choices": (picks, "lora", dict(task=dict(type="multiple_choice", head=pooled)), "MultipleChoice", None),
        }
        for name, (data, adapter, more, kind, labels) in jobs.items():
            if self.architecture == "distilbert" and name in ("peft rows", "lora choices"):
                continue
            if name == "lora choices" and self.has_no_pooler():
                continue
            with self.reporting(f"{self.architecture} trained {name}"):
                trained = self.service.train(self.name, data, adapter=adapter, **more)
                ours = self.service.logits(trained["id"], self.inputs(kind))
                self.check_exports(f"{self.architecture} trained {name}", trained, kind, labels, ours)

    @contextlib.contextmanager
    def reporting(self, what):
        try:
            yield
        except Refused as refusal:
            self.tally.refuse(what, "import: " + str(refusal))
        except Exception as failure:
            if "--trace" in sys.argv:
                traceback.print_exc()
            self.tally.fail(what, f"{type(failure).__name__}: {str(failure)[:400]}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--service", default="http://localhost:8080")
    arguments.add_argument("--only", choices=MODELS)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--trace", action="store_true", help="show where a comparison stopped")
    asked = arguments.parse_args()
    torch.manual_seed(asked.seed)
    service, tally = Service(asked.service), Tally()
    for architecture in [asked.only] if asked.only else MODELS:
        with tempfile.TemporaryDirectory() as directory:
            zipfile.ZipFile(PARITY / f"{architecture}.zip").extractall(directory)
            models = sorted((pathlib.Path(directory) / "models").iterdir())
            side = Side(architecture, next(m for m in models if m.name.endswith("-a")), service, tally)
            side.check_random()
            side.check_reference(pathlib.Path(directory) / "cases")
            side.check_trained()
        print(f"{architecture}: {tally.count} comparisons so far, the largest difference {tally.largest:.2e}", flush=True)
    for reason, cases in tally.refused.items():
        print(f"refused ({len(cases)}): {reason}  e.g. {cases[0]}")
    print(f"{tally.count} comparisons, {len(tally.failed)} failed, the largest difference {tally.largest:.2e}")
    sys.exit(1 if tally.failed else 0)


if __name__ == "__main__":
    main()
