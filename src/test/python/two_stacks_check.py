"""Compares a running service with transformers and PEFT on models of two stacks: T5, its gated kind, and BART.

    python src/test/python/two_stacks_check.py --service http://localhost:8080 [--only t5-a] [--seed 1]

What it needs is what exchange_check.py needs, whose parts it uses. For each model, method and class:
- makes a random PEFT adapter, imports it over REST, and compares the logits with those in memory;
- exports it as PEFT and as a merged model, loads both with their libraries, and compares again.
The same exports are made of AdapterHub's adapters of the reference numbers, and of adapters that the
service trains. PEFT cannot make a model of SEQ_2_SEQ_LM with transformers 5, unless it finds there a
method that went: prefixes, which no other task has, are checked with an empty one in its place.
"""

import argparse
import json
import pathlib
import sys
import tempfile
import zipfile

import peft
import torch
import transformers

from exchange_check import PARITY, Service, Side, Tally

#: model: (archive, names of its projections)
T5 = dict(q="q", k="k", v="v", o="o", up="wi", down="wo", cross="EncDecAttention", layers="block")
MODELS = {
    "t5-a": ("t5", T5),
    "t5-g": ("t5", T5 | dict(up="wi_1")),
    "bart-a": (
        "bart",
        dict(q="q_proj", k="k_proj", v="v_proj", o="out_proj", up="fc1", down="fc2", cross="encoder_attn", layers="layers"),
    ),
}

#: transformers' class: (PEFT's task, modules to save, labels)
CLASSES = {
    "Seq2SeqLM": (None, None, None),
    "SequenceClassification": ("SEQ_CLS", ["classification_head"], 3),
    "QuestionAnswering": ("QUESTION_ANS", ["qa_outputs"], 2),
}

ROWS = [
    dict(source="a red apple", target="an apple"),
    dict(source="is it a bus ? no , it is the big green house", target="it is"),
    dict(source="rain", target="the rain in a house"),
]


def methods(at):
    """Configurations by name: PEFT's class and its arguments."""
    lora = dict(r=4, lora_alpha=8, target_modules=[at["q"], at["v"]])
    layer = rf".*\.?{at['layers']}\.%s\..*"
    cross = at["cross"]
    return {
        "lora": (peft.LoraConfig, lora),
        "lora-attention": (peft.LoraConfig, dict(r=2, target_modules=[at[p] for p in "qkvo"])),
        "feed-forward": (peft.LoraConfig, dict(r=5, lora_alpha=7.5, target_modules=[at["up"], at["down"]])),
        "cross": (peft.LoraConfig, dict(r=3, target_modules=[f"{cross}.{at['q']}", f"{cross}.{at['v']}"])),
        "encoder": (peft.LoraConfig, dict(r=3, target_modules=rf"(.*\.)?encoder\..*\.({at['q']}|{at['v']})")),
        "decoder": (peft.LoraConfig, dict(r=3, target_modules=rf"(.*\.)?decoder\..*\.({at['q']}|{at['v']})")),
        "one-layer-of-each": (peft.LoraConfig, dict(r=3, target_modules=layer % 1 + rf"\.({at['q']}|{at['k']})")),
        "layers": (peft.LoraConfig, lora | dict(layers_to_transform=[0])),
        "layers-of-pattern": (peft.LoraConfig, lora | dict(layers_to_transform=[1], layers_pattern=at["layers"])),
        "rslora": (peft.LoraConfig, lora | dict(use_rslora=True, lora_alpha=3)),
        "patterns": (
            peft.LoraConfig,
            lora | dict(rank_pattern={at["q"]: 2}, alpha_pattern={f"{cross}.{at['v']}": 16, "no.such": 3}),
        ),
        "biases-of-lora": (peft.LoraConfig, lora | dict(bias="lora_only")),
        "all-biases": (peft.LoraConfig, lora | dict(bias="all")),
        "all-linear": (peft.LoraConfig, dict(r=3, lora_alpha=4, target_modules="all-linear")),
        "excluded": (peft.LoraConfig, lora | dict(exclude_modules=rf".*{cross}.*")),
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


class TwoStacks(Side):
    """One tiny model on both sides."""

    def inputs(self, head):
        read = {"input_ids": self.tokenizer([row["source"] for row in ROWS])["input_ids"]}
        return read | ({"decoder_input_ids": self.decoded()} if head == "Seq2SeqLM" else {})

    def decoded(self):
        start = self.start()
        targets = self.tokenizer(text_target=[row["target"] for row in ROWS])["input_ids"]
        return [[start] + target[:-1] for target in targets]

    def start(self):
        return json.loads((self.directory / "config.json").read_text()).get("decoder_start_token_id", 0)

    @torch.no_grad()
    def logits(self, model, head):
        rows = []
        columns = self.inputs(head)
        for i in range(len(ROWS)):
            given = {name: torch.tensor([column[i]]) for name, column in columns.items()}
            out = model(attention_mask=torch.ones_like(given["input_ids"]), **given)
            if head == "QuestionAnswering":
                rows.append(torch.stack([out.start_logits, out.end_logits], -1).flatten())
            else:
                rows.append(out.logits.flatten())
        return rows

    def random_model(self, config, arguments, kind):
        task, saved, labels = CLASSES[kind]
        more = dict(arguments)
        if config is peft.PrefixTuningConfig:
            task = "SEQ_2_SEQ_LM"
        elif saved:
            more["modules_to_save"] = saved
            # PEFT would adapt the head too, and can then not save it.
            if arguments["target_modules"] == "all-linear":
                more["exclude_modules"] = rf".*{saved[0]}.*"
        model = peft.get_peft_model(self.model(kind, labels), config(task_type=task, **more))
        with torch.no_grad():
            for name, tensor in model.named_parameters():
                if tensor.requires_grad:
                    tensor.add_(torch.randn_like(tensor) * (0.3 if "ia3" in name else 0.1))
        return model.eval()

    def check(self, what, config, arguments, kind):
        try:
            model = self.random_model(config, arguments, kind)
            theirs = self.logits(model, kind)
        except (TypeError, ValueError, AttributeError) as failure:
            self.tally.refuse(what, "PEFT itself: " + str(failure))
            return
        with tempfile.TemporaryDirectory() as directory:
            model.save_pretrained(directory)
            adapter = self.service.add_adapter(self.name, pathlib.Path(directory))
        ours = self.service.logits(adapter["id"], self.inputs(kind))
        self.tally.compare(what, ours, theirs)
        self.check_exports(what, adapter, kind, CLASSES[kind][2], ours)

    def check_random(self, at):
        for method, (config, arguments) in methods(at).items():
            for kind in CLASSES:
                if config is peft.PrefixTuningConfig and kind != "Seq2SeqLM":
                    continue
                with self.reporting(f"{self.architecture} {method} {kind}"):
                    self.check(f"{self.architecture} {method} {kind}", config, arguments, kind)

    def check_reference(self, cases):
        """AdapterHub's adapters that one of the two exports can say."""
        kinds = {
            "seq2seq_lm": "Seq2SeqLM",
            "sequence_classification": "SequenceClassification",
            "question_answering": "QuestionAnswering",
        }
        for case in sorted(cases.iterdir()):
            saved = case / "task"
            told = json.loads((case / "case.json").read_text())
            if not saved.is_dir() or told["model"].split("/")[-1] != self.directory.name:
                continue
            with self.reporting(case.name):
                adapter = self.service.add_adapter(self.name, saved)
                if adapter["task"] is None:
                    continue
                kind = kinds[adapter["task"]["type"]]
                ours = self.service.logits(adapter["id"], self.inputs(kind))
                self.check_exports(case.name, adapter, kind, len(adapter["labels"]) or None, ours)

    def check_trained(self, at):
        """Adapters that the service trains go out as what they are."""
        texts = [dict(text=row["source"], label=l) for row, l in zip(ROWS, ["no", "yes", "no"])]
        classes = dict(task=dict(type="sequence_classification"))
        one = dict(architecture="peft_lora", r=2, target_modules=[at["q"], at["down"]], layers_to_transform=[1])
        ia3 = dict(architecture="peft_ia3", target_modules=[at["k"], at["down"]], feedforward_modules=[at["down"]])
        shifted = dict(
            architecture="prefix_tuning", flat=True, prefix_length=3, shift_positions=True, encoder_prefix=False, cross_prefix=False
        )
        jobs = {
            "lora writing": (ROWS, "lora", {}, "Seq2SeqLM", None),
            "lora-of-all writing": (ROWS, "lora[intermediate_lora=True,output_lora=True]", {}, "Seq2SeqLM", None),
            "ia3 writing": (ROWS, "ia3", {}, "Seq2SeqLM", None),
            "peft writing": (ROWS, one, {}, "Seq2SeqLM", None),
            "peft-ia3 writing": (ROWS, ia3, {}, "Seq2SeqLM", None),
            "prefix writing": (ROWS, shifted, {}, "Seq2SeqLM", None),
            "lora classes": (texts, "lora", classes, "SequenceClassification", 2),
            "peft classes": (texts, one, classes, "SequenceClassification", 2),
        }
        for name, (data, adapter, more, kind, labels) in jobs.items():
            what = f"{self.architecture} trained {name}"
            with self.reporting(what):
                trained = self.service.train(self.name, data, adapter=adapter, **more)
                ours = self.service.logits(trained["id"], self.inputs(kind))
                self.check_exports(what, trained, kind, labels, ours)


def lend_what_went():
    """What PEFT looks up when it wraps a model for SEQ_2_SEQ_LM, and calls for generation alone."""
    for kind in (transformers.T5ForConditionalGeneration, transformers.BartForConditionalGeneration):
        if not hasattr(kind, "_prepare_encoder_decoder_kwargs_for_generation"):
            kind._prepare_encoder_decoder_kwargs_for_generation = lambda self, *given: None


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--service", default="http://localhost:8080")
    arguments.add_argument("--only", choices=MODELS)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--trace", action="store_true", help="show where a comparison stopped")
    asked = arguments.parse_args()
    torch.manual_seed(asked.seed)
    lend_what_went()
    service, tally = Service(asked.service), Tally()
    for name in [asked.only] if asked.only else MODELS:
        archive, at = MODELS[name]
        with tempfile.TemporaryDirectory() as directory:
            directory = pathlib.Path(directory)
            zipfile.ZipFile(PARITY / f"{archive}.zip").extractall(directory)
            side = TwoStacks(name, directory / "models" / name, service, tally)
            side.check_random(at)
            side.check_reference(directory / "cases")
            side.check_trained(at)
        print(f"{name}: {tally.count} comparisons so far, the largest difference {tally.largest:.2e}", flush=True)
    for reason, cases in tally.refused.items():
        print(f"refused ({len(cases)}): {reason}  e.g. {cases[0]}")
    print(f"{tally.count} comparisons, {len(tally.failed)} failed, the largest difference {tally.largest:.2e}")
    sys.exit(1 if tally.failed else 0)


if __name__ == "__main__":
    main()
