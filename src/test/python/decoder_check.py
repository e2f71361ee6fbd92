"""Compares a running service with Hugging Face transformers and PEFT on decoders, adapter by adapter.

    python src/test/python/decoder_check.py --service http://localhost:8080 [--only llama-a] [--seed 1]

What it needs, and how it works, is as in exchange_check.py beside it, whose parts it uses. Besides:
- adapters that the service trains, for the next token and for classes, go out and are loaded;
- a LoRA of a language model must be what vLLM documents: one rank, pairs alone, a list of modules;
- what PEFT could save and nobody would read whole (lm_head, embed_tokens) must be refused by its name.
"""

import argparse
import itertools
import json
import pathlib
import re
import sys
import tempfile
import zipfile

import peft
import torch
from safetensors.torch import load_file

import exchange_check
from exchange_check import PARITY, TEXTS, Refused, Service, Side, Tally

LLAMA = dict(q="q_proj", v="v_proj", k="k_proj", o="o_proj", gate="gate_proj", up="up_proj", down="down_proj")
GPT2 = dict(q="c_attn", v="c_attn", k="c_attn", o="attn.c_proj", gate="c_fc", up="c_fc", down="mlp.c_proj")
#: model: (archive, names of its projections)
MODELS = {
    "llama-a": ("llama", LLAMA),
    "llama-c": ("llama", LLAMA),
    "mistral-a": ("mistral", LLAMA),
    "mistral-c": ("mistral", LLAMA),
    "qwen2-a": ("qwen2", LLAMA),
    "qwen3-a": ("qwen3", LLAMA),
    "gpt2-a": ("gpt2", GPT2),
}

#: head: (PEFT's task, transformers' class, labels)
HEADS = {
    "next": ("CAUSAL_LM", "CausalLM", None),
    "sequence": ("SEQ_CLS", "SequenceClassification", 3),
    "tokens": ("TOKEN_CLS", "TokenClassification", 5),
}
exchange_check.HEADS.update(HEADS)

PAIR = re.compile(r"base_model\.model\.(model\.layers|transformer\.h)\.\d+\.(self_attn|attn|mlp)\.\w+\.lora_[AB]\.weight")


def methods(at):
    """Configurations by name: PEFT's class and its arguments."""
    fan = dict(fan_in_fan_out=True) if at is GPT2 else {}
    both = list(dict.fromkeys([at["q"], at["v"]]))
    lora = dict(r=4, lora_alpha=8, target_modules=both) | fan
    feed = dict(target_modules=list(dict.fromkeys([at["k"], at["v"], at["down"]])), feedforward_modules=[at["down"]])
    return {
        "lora": (peft.LoraConfig, lora),
        "rslora": (peft.LoraConfig, lora | dict(use_rslora=True, lora_alpha=3)),
        "default-targets": (peft.LoraConfig, dict(r=2) | fan),
        "all-linear": (peft.LoraConfig, dict(r=3, lora_alpha=4, target_modules="all-linear") | fan),
        "attention-output": (peft.LoraConfig, dict(r=2, target_modules=[at["o"], at["up"]]) | fan),
        "patterns": (peft.LoraConfig, lora | dict(rank_pattern={at["q"]: 2}, alpha_pattern={at["v"]: 16})),
        "biases-of-lora": (peft.LoraConfig, lora | dict(bias="lora_only")),
        "layers": (peft.LoraConfig, lora | dict(layers_to_transform=[1])),
        "ia3": (peft.IA3Config, dict(target_modules=both, feedforward_modules=[]) | fan),
        "ia3-ff": (peft.IA3Config, feed | fan),
        "prefix": (peft.PrefixTuningConfig, dict(num_virtual_tokens=4)),
        "prefix-network": (
            peft.PrefixTuningConfig,
            dict(num_virtual_tokens=3, prefix_projection=True, encoder_hidden_size=12),
        ),
    }


class Decoder(Side):
    """One tiny decoder on both sides."""

    def inputs(self, head):
        return {"input_ids": self.tokenizer(TEXTS)["input_ids"]}

    def is_class(self, name, kind):
        return super().is_class(name, kind) or (kind == "CausalLM" and name.endswith("LMHeadModel"))

    def check_random(self):
        spellings = itertools.cycle(exchange_check.SPELLINGS)
        for (method, (config, arguments)), head in itertools.product(methods(self.at).items(), HEADS):
            spelling = "plain" if config is peft.PrefixTuningConfig else next(spellings)
            if method == "all-linear" and head == "tokens":
                continue  # PEFT refuses it.
            with self.reporting(f"{self.architecture} {method} {head} {spelling}"):
                self.check_import(method, config, arguments, head, spelling)

    def check_trained(self):
        texts = [dict(text=text) for text in TEXTS]
        pairs = [dict(prompt="it is ", completion="a red apple"), dict(prompt="is it", completion=" rain")]
        rows = [dict(text=t, label=l) for t, l in zip(TEXTS + ["the old bus"], ["no", "yes", "no", "yes"])]
        tags = [dict(tokens=t.split(), tags=["A" if i % 2 else "B" for i, _ in enumerate(t.split())]) for t in TEXTS]
        words = dict(task=dict(type="causal_lm"))
        own = dict(task=dict(type="causal_lm", head=dict(layers=1)))
        classes = dict(task=dict(type="sequence_classification", head=dict(layers=1, bias=False)))
        tagged = dict(task=dict(type="token_classification"))
        jobs = {
            "lora texts": (texts, "lora[r=8]", words, "CausalLM", None),
            "lora everywhere": (pairs, "lora[intermediate_lora=True,output_lora=True,r=4]", words, "CausalLM", None),
            "ia3 texts": (texts, "ia3", words, "CausalLM", None),
            "prefixes": (texts, "prefix_tuning_flat[shift_positions=True,prefix_length=3]", words, "CausalLM", None),
            "peft texts": (texts, dict(architecture="peft_lora", r=2, target_modules="all-linear"), words, "CausalLM", None),
            "peft ia3": (texts, dict(architecture="peft_ia3", target_modules=[self.at["v"]]), words, "CausalLM", None),
            "own head": (texts, "lora[r=8]", own, "CausalLM", None),
            "lora rows": (rows, "lora", classes, "SequenceClassification", 2),
            "ia3 rows": (rows, "ia3", classes, "SequenceClassification", 2),
            "lora tags": (tags, "lora", tagged, "TokenClassification", 2),
        }
        for name, (data, adapter, more, kind, labels) in jobs.items():
            what = f"{self.architecture} trained {name}"
            with self.reporting(what):
                trained = self.service.train(self.name, data, adapter=adapter, **more)
                ours = self.service.logits(trained["id"], self.inputs(kind))
                self.check_exports(what, trained, kind, labels, ours)
                if name in ("lora texts", "lora everywhere", "peft texts"):
                    self.check_served(what, trained)

    def check_served(self, what, adapter):
        """What vLLM documents that it reads."""
        with tempfile.TemporaryDirectory() as directory:
            self.service.download(adapter["id"], "weights?format=peft", directory)
            directory = pathlib.Path(directory)
            config = json.loads((directory / "adapter_config.json").read_text())
            tensors = load_file(directory / "adapter_model.safetensors")
            readme = (directory / "README.md").read_text()
        wrong = [key for key in ("rank_pattern", "alpha_pattern", "modules_to_save") if config.get(key)]
        wrong += [name for name in tensors if not PAIR.fullmatch(name)]
        wrong += [n for n, t in tensors.items() if t.shape[0 if "lora_A" in n else 1] != config["r"]]
        if config["bias"] != "none" or config["use_dora"] or config["peft_type"] != "LORA":
            wrong.append("bias, use_dora or peft_type")
        if not isinstance(config["target_modules"], list) or "vllm serve" not in readme:
            wrong.append("target_modules or the card")
        self.tally.count += 1
        if wrong:
            self.tally.fail(what + " -> vLLM", str(wrong[:4]))

    def check_refused(self):
        """Never half: at the import of a file, and when a job is made."""
        for module in ("lm_head", "embed_tokens" if self.at is LLAMA else "wte"):
            what = f"{self.architecture} saves {module}"
            config = peft.LoraConfig(
                task_type="CAUSAL_LM",
                target_modules=[self.at["q"]],
                modules_to_save=[module],
                fan_in_fan_out=self.at is GPT2,
            )
            model = peft.get_peft_model(self.model("CausalLM", None), config)
            with tempfile.TemporaryDirectory() as directory:
                directory = pathlib.Path(directory)
                model.save_pretrained(directory)
                self.expect(what, module, lambda: self.service.add_adapter(self.name, directory))
        adapter = dict(architecture="peft_lora", modules_to_save=["lm_head"])
        task = dict(type="causal_lm")
        job = lambda: self.service.train(self.name, [dict(text=t) for t in TEXTS], adapter=adapter, task=task)
        self.expect(f"{self.architecture} trains lm_head", "modules_to_save", job)

    def expect(self, what, word, attempt):
        self.tally.count += 1
        try:
            attempt()
            self.tally.fail(what, "was not refused")
        except (Refused, RuntimeError) as refusal:
            said = str(refusal)
            if word not in said or said.startswith("500"):
                self.tally.fail(what, said)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--service", default="http://localhost:8080")
    arguments.add_argument("--only", choices=MODELS)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--trace", action="store_true", help="show where a comparison stopped")
    asked = arguments.parse_args()
    torch.manual_seed(asked.seed)
    service, tally = Service(asked.service), Tally()
    for model in [asked.only] if asked.only else MODELS:
        archive, at = MODELS[model]
        with tempfile.TemporaryDirectory() as directory:
            zipfile.ZipFile(PARITY / f"{archive}.zip").extractall(directory)
            side = Decoder(model, pathlib.Path(directory) / "models" / model, service, tally)
            side.at = at
            for check in (side.check_refused, side.check_trained, side.check_random):
                with side.reporting(f"{model} {check.__name__}"):
                    check()
        print(f"{model}: {tally.count} comparisons so far, the largest difference {tally.largest:.2e}", flush=True)
    for reason, cases in tally.refused.items():
        print(f"refused ({len(cases)}): {reason}  e.g. {cases[0]}")
    print(f"{tally.count} comparisons, {len(tally.failed)} failed, the largest difference {tally.largest:.2e}")
    sys.exit(1 if tally.failed else 0)


if __name__ == "__main__":
    main()
