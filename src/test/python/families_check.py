"""Compares a running service with transformers and PEFT on the families that came later, adapter by adapter.

    python src/test/python/families_check.py --service http://localhost:8080 [--only modernbert-a] [--seed 1]

What it needs, and how it works, is as in exchange_check.py beside it, whose parts it uses. Besides:
- a merged model is loaded as the class that its config.json names, which must miss no tensor;
- pictures go to the service as PNG, of the size that the model reads, and to PEFT as their pixels.
"""

import argparse
import base64
import itertools
import json
import pathlib
import struct
import sys
import tempfile
import zipfile
import zlib

import peft
import torch
import transformers

import exchange_check
from exchange_check import PARITY, SPELLINGS, TEXTS, Service, Side, Tally

# Every head is new to its checkpoint, which transformers warns of.
transformers.utils.logging.set_verbosity_error()

LLAMA = dict(q="q_proj", v="v_proj", k="k_proj", o="o_proj", up="up_proj", down="down_proj")
WORDS = ["next", "sequence", "tokens"]
CLASSES = ["sequence", "tokens", "answers", "masked"]
#: model: (archive, names of its projections, heads)
MODELS = {
    "gemma3-a": ("gemma3_text", LLAMA, WORDS[:2]),
    "phi3-a": (
        "phi3",
        dict(q="qkv_proj", v="qkv_proj", k="qkv_proj", o="o_proj", up="gate_up_proj", down="down_proj"),
        WORDS,
    ),
    "smollm3-a": ("smollm3", LLAMA, WORDS),
    "modernbert-a": ("modernbert", dict(q="Wqkv", v="Wqkv", k="Wqkv", o="attn.Wo", up="Wi", down="mlp.Wo"), CLASSES),
    "deberta-v2-a": (
        "deberta-v2",
        dict(
            q="query_proj",
            v="value_proj",
            k="key_proj",
            o="attention.output.dense",
            up="intermediate.dense",
            down="output.dense",
        ),
        CLASSES,
    ),
    "albert-a": (
        "albert",
        dict(q="query", v="value", k="key", o="attention.dense", up="ffn", down="ffn_output"),
        CLASSES,
    ),
    "electra-a": (
        "electra",
        dict(
            q="query", v="value", k="key", o="attention.output.dense", up="intermediate.dense", down="output.dense"
        ),
        CLASSES,
    ),
    "mpnet-a": (
        "mpnet",
        dict(q="attn.q", v="attn.v", k="attn.k", o="attn.o", up="intermediate.dense", down="output.dense"),
        CLASSES,
    ),
    "vit-a": ("vit", dict(q="q_proj", v="v_proj", k="k_proj", o="o_proj", up="fc1", down="fc2"), ["pictures"]),
}
#: where a model's own names are others than those of its class in transformers 5
OWN = {"vit-a": dict(q="query", v="value")}

#: head: (PEFT's task, transformers' class, labels)
HEADS = {
    "next": ("CAUSAL_LM", "CausalLM", None),
    "sequence": ("SEQ_CLS", "SequenceClassification", 3),
    "tokens": ("TOKEN_CLS", "TokenClassification", 5),
    "answers": ("QUESTION_ANS", "QuestionAnswering", 2),
    "masked": (None, "MaskedLM", None),
    "pictures": (None, "ImageClassification", 3),
}


def methods(at):
    """Configurations by name: PEFT's class and its arguments."""
    both = list(dict.fromkeys([at["q"], at["v"]]))
    lora = dict(r=4, lora_alpha=8, target_modules=both)
    fed = list(dict.fromkeys([at["k"], at["v"], at["down"]]))
    return {
        "default-targets": (peft.LoraConfig, dict(r=2)),
        "lora": (peft.LoraConfig, lora),
        "rslora": (peft.LoraConfig, lora | dict(use_rslora=True, lora_alpha=3)),
        "all-linear": (peft.LoraConfig, dict(r=3, lora_alpha=4, target_modules="all-linear")),
        "attention-output": (peft.LoraConfig, dict(r=2, target_modules=[at["o"], at["up"]])),
        "patterns": (peft.LoraConfig, lora | dict(rank_pattern={at["q"]: 2}, alpha_pattern={at["v"]: 16})),
        "biases-of-lora": (peft.LoraConfig, lora | dict(bias="lora_only")),
        "all-biases": (peft.LoraConfig, lora | dict(bias="all")),
        "ia3-default": (peft.IA3Config, dict()),
        "ia3": (peft.IA3Config, dict(target_modules=both, feedforward_modules=[])),
        "ia3-ff": (peft.IA3Config, dict(target_modules=fed, feedforward_modules=[at["down"]])),
    }


def png(pixels):
    """A picture of 8-bit levels, of shape (height, width, 3)."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + bytes(row.flatten().tolist()) for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    made = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + made).decode()


class Family(Side):
    """One tiny model on both sides."""

    def model(self, head, labels, path=None):
        if path is None:
            return super().model(head, labels)
        named = json.loads((pathlib.Path(path) / "config.json").read_text())["architectures"][0]
        loaded, found = getattr(transformers, named).from_pretrained(
            path, attn_implementation="eager", output_loading_info=True
        )
        if found["missing_keys"] or found["mismatched_keys"]:
            raise RuntimeError(f"{named} misses {found['missing_keys']} {found['mismatched_keys']}")
        return loaded.eval()

    def check_random(self):
        spellings = itertools.cycle(SPELLINGS)
        for (method, (config, arguments)), head in itertools.product(methods(self.at).items(), self.heads):
            spelling = next(spellings)
            more = dict(arguments)
            if head == "pictures" or (head == "answers" and self.architecture == "modernbert-a"):
                # PEFT has no word for the first, and takes the head of all of the second for qa_outputs.
                more["modules_to_save"] = ["classifier"]
            with self.reporting(f"{self.architecture} {method} {head} {spelling}"):
                self.check_import(method, config, more, head, spelling)

    def random_adapter(self, config, arguments, head):
        """As PEFT makes it: it saves the last layer of a head, unless it is told."""
        task, kind, labels = HEADS[head]
        model = peft.get_peft_model(self.model(kind, labels), config(task_type=task, **arguments))
        with torch.no_grad():
            for name, tensor in model.named_parameters():
                if tensor.requires_grad:
                    tensor.add_(torch.randn_like(tensor) * (0.3 if "ia3" in name else 0.1))
        return model.eval()

    def rows(self):
        """By head: transformers' class, the rows, and what more a job asks for."""
        tags = [dict(tokens=t.split(), tags=["A" if i % 2 else "B" for i, _ in enumerate(t.split())]) for t in TEXTS]
        labels = [dict(text=t, label=l) for t, l in zip(TEXTS + ["the old bus"], ["no", "yes", "no", "yes"])]
        texts = [dict(text=text) for text in TEXTS]
        asked = [dict(context=TEXTS[1], question="is it", answers=dict(text=["a bus"], answer_start=[6]))] * 3
        score = dict(task=dict(type="sequence_classification", head=dict(layers=1, bias=False)))
        return {
            "next": (texts, dict(task=dict(type="causal_lm"))),
            "sequence": (labels, score if "next" in self.heads else dict(task=dict(type="sequence_classification"))),
            "tokens": (tags, dict(task=dict(type="token_classification"))),
            "answers": (asked, dict(task=dict(type="question_answering"))),
            "masked": (texts, dict(task=dict(type="masked_lm"))),
        }

    def check_trained(self):
        adapters = {
            "lora": "lora",
            "lora everywhere": "lora[intermediate_lora=True,output_lora=True,r=4]",
            "ia3": "ia3",
            "peft_lora": dict(architecture="peft_lora", r=2, target_modules=[self.own["q"]]),
            "peft_lora all": dict(architecture="peft_lora", r=2, target_modules="all-linear"),
            "peft_ia3": dict(architecture="peft_ia3", target_modules=[self.own["v"]]),
        }
        for (name, adapter), head in itertools.product(adapters.items(), self.heads):
            what = f"{self.architecture} trained {name} {head}"
            with self.reporting(what):
                data, more = self.rows()[head]
                kind = HEADS[head][1]
                trained = self.service.train(self.name, data, adapter=adapter, **more)
                ours = self.service.logits(trained["id"], self.inputs(kind))
                labels = len(trained["labels"] or []) or (2 if head == "answers" else None)
                self.check_exports(what, trained, kind, labels, ours)


class Texts(Family):
    @torch.no_grad()
    def logits(self, model, head):
        if isinstance(model, transformers.AlbertForPreTraining):
            # What a checkpoint of it stays without a head; its other output is no logits of words.
            return [model(input_ids=torch.tensor([ids])).prediction_logits.flatten() for ids in self.ids()]
        rows = [model(input_ids=torch.tensor([ids])) for ids in self.ids()]
        if head == "QuestionAnswering":
            return [torch.stack([row.start_logits, row.end_logits], -1).flatten() for row in rows]
        return [row.logits.flatten() for row in rows]

    def inputs(self, head):
        return {"input_ids": self.ids()}

    def ids(self):
        """Phi-3 turns all texts of a batch as the longest asks for: here none is long."""
        most = 24 if self.architecture == "phi3-a" else 48
        return [ids[:most] for ids in self.tokenizer(TEXTS)["input_ids"]]

    def is_class(self, name, kind):
        return name.endswith("For" + kind)


class Pictures(Family):
    """A model of pictures, which has no tokenizer."""

    def __init__(self, architecture, directory, service, tally):
        self.architecture, self.directory, self.service, self.tally = architecture, directory, service, tally
        self.name = "check-" + architecture
        size = json.loads((directory / "config.json").read_text())["image_size"]
        generator = torch.Generator().manual_seed(1)
        self.levels = [torch.randint(0, 256, (size, size, 3), generator=generator) for _ in range(3)]
        names = ["config.json", "model.safetensors", "preprocessor_config.json"]
        if service.http.get("/v1/models/" + self.name).status_code != 200:
            files = [("files", (name, (directory / name).read_bytes())) for name in names]
            service.json(service.http.post("/v1/models", data={"name": self.name}, files=files))

    def pictures(self):
        return [dict(image=png(pixels)) for pixels in self.levels]

    def inputs(self, head):
        return self.pictures()

    def rows(self):
        rows = [picture | dict(label=label) for picture, label in zip(self.pictures(), "abc")]
        return {"pictures": (rows, dict(task=dict(type="image_classification")))}

    @torch.no_grad()
    def logits(self, model, head):
        values = [(pixels.permute(2, 0, 1).unsqueeze(0) / 255 - 0.5) / 0.5 for pixels in self.levels]
        return [model(pixel_values=pixels).logits.flatten() for pixels in values]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--service", default="http://localhost:8080")
    arguments.add_argument("--only", choices=MODELS)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--trace", action="store_true", help="show where a comparison stopped")
    asked = arguments.parse_args()
    torch.manual_seed(asked.seed)
    exchange_check.HEADS = HEADS
    service, tallies = Service(asked.service), {}
    for model in [asked.only] if asked.only else MODELS:
        archive, at, heads = MODELS[model]
        tally = tallies[model] = Tally()
        with tempfile.TemporaryDirectory() as directory:
            zipfile.ZipFile(PARITY / f"{archive}.zip").extractall(directory)
            kind = Pictures if archive == "vit" else Texts
            side = kind(model, pathlib.Path(directory) / "models" / model, service, tally)
            side.at, side.own, side.heads = at, OWN.get(model, at), heads
            for check in (side.check_random, side.check_trained):
                with side.reporting(f"{model} {check.__name__}"):
                    check()
        for reason, cases in tally.refused.items():
            print(f"refused ({len(cases)}): {reason}  e.g. {cases[0]}")
        failed = len(tally.failed)
        print(f"{model}: {tally.count} comparisons, {failed} failed, the largest difference {tally.largest:.2e}", flush=True)
    sys.exit(1 if any(tally.failed for tally in tallies.values()) else 0)


if __name__ == "__main__":
    main()
